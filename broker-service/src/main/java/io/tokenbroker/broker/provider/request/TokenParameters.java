// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.Pkce;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of token requests and device authorization requests, without the client's. */
final class TokenParameters {
  /** Registered in RFC 8693, 3. */
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private final ConnectorDefined connector;
  private final Draft draft;
  private final Parameters parameters;

  TokenParameters(ConnectorDefined connector, Draft draft) {
    this.connector = connector;
    this.draft = draft;
    this.parameters = draft.parameters();
  }

  void add(Effect.TokenRequest request) {
    parameters.putOwn(connector.getTokenParameters());
    if (request instanceof Effect.Exchange exchange) {
      add(exchange);
    } else if (request instanceof Effect.Refresh refresh) {
      add(refresh);
    } else if (request instanceof Effect.ClientCredentials client) {
      parameters.put("grant_type", "client_credentials");
      addScope(client.scopes());
    } else if (request instanceof Effect.TokenExchange exchange) {
      add(exchange);
    } else if (request instanceof Effect.DeviceToken device) {
      parameters.put("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
      parameters.put("device_code", draft.use(device.deviceCode()));
    }
    parameters.putAll("resource", connector.getResources());
  }

  /** It is an authorization request, so it has such a request's further parameters. */
  void add(Effect.DeviceAuthorization request) {
    parameters.putOwn(connector.getAuthorizationParameters());
    addScope(request.scopes());
    parameters.putAll("resource", connector.getResources());
  }

  private void add(Effect.Exchange exchange) {
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", draft.use(exchange.code()));
    parameters.put("redirect_uri", exchange.redirectUri());
    // There always is one; a provider that refuses PKCE does not get it.
    String verifier = draft.use(exchange.codeVerifier());
    if (connector.getPkce() != Pkce.OFF) {
      parameters.put("code_verifier", verifier);
    }
  }

  /** Where a token is exchanged for the next one, the refresh's grant type has another name. */
  private void add(Effect.Refresh refresh) {
    Map<String, String> own = new LinkedHashMap<>(connector.getRefreshParameters());
    String grantType = Optional.ofNullable(own.remove("grant_type")).orElse("refresh_token");
    parameters.put("grant_type", grantType);
    parameters.putOwn(own);
    parameters.put("refresh_token", draft.use(refresh.refreshToken()));
  }

  private void add(Effect.TokenExchange exchange) {
    parameters.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    parameters.put("subject_token", draft.use(exchange.subjectToken()));
    parameters.put(
        "subject_token_type",
        exchange.subjectTokenType().or(connector::getSubjectTokenType).orElse(ACCESS_TOKEN));
    addScope(exchange.scopes());
  }

  private void addScope(List<String> asked) {
    Set<String> scopes = new LinkedHashSet<>(asked.isEmpty() ? connector.getScopes() : asked);
    scopes.addAll(connector.getRequiredScopes());
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(connector.getScopeSeparator(), scopes));
    }
  }
}
