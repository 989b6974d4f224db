// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One request to a token endpoint (RFC 6749, 4.1.3, 4.4.2 and 6) or a revocation endpoint (RFC
 * 7009, 2.1).
 *
 * @param endpoint where it goes
 * @param authorization the Authorization header, for client_secret_basic
 * @param body the form
 * @param secrets everything in it that must not be seen again
 * @param expiresInUnit what lifetimes count in the answer
 */
record TokenEndpointRequest(
    URI endpoint,
    Optional<Secret> authorization,
    Secret body,
    List<Secret> secrets,
    LifetimeUnit expiresInUnit) {

  /**
   * Makes the request.
   *
   * @param clientSecret the connector's secret, unless it is a public client
   * @throws IllegalArgumentException if the connector has no endpoint for such a call
   */
  static TokenEndpointRequest of(
      ConnectorDefined connector, Optional<Secret> clientSecret, Effect.Call call) {
    Map<String, String> form = new LinkedHashMap<>(connector.getTokenParameters());
    List<Secret> secrets = new ArrayList<>();
    clientSecret.ifPresent(secrets::add);
    String endpoint = connector.getTokenEndpoint();
    if (call instanceof Effect.Exchange exchange) {
      form.put("grant_type", "authorization_code");
      form.put("code", use(exchange.code(), secrets));
      form.put("redirect_uri", exchange.redirectUri());
      form.put("code_verifier", use(exchange.codeVerifier(), secrets));
    } else if (call instanceof Effect.Refresh refresh) {
      form.put("grant_type", "refresh_token");
      form.put("refresh_token", use(refresh.refreshToken(), secrets));
    } else if (call instanceof Effect.ClientCredentials client) {
      form.put("grant_type", "client_credentials");
      List<String> scopes = client.scopes().isEmpty() ? connector.getScopes() : client.scopes();
      if (!scopes.isEmpty()) {
        form.put("scope", String.join(connector.getScopeSeparator(), scopes));
      }
    } else if (call instanceof Effect.Revoke revoke) {
      form.clear();
      endpoint =
          connector
              .getRevocationEndpoint()
              .orElseThrow(() -> new IllegalArgumentException("no revocation endpoint"));
      form.put("token", use(revoke.token(), secrets));
      form.put("token_type_hint", revoke.isRefreshToken() ? "refresh_token" : "access_token");
    }
    Optional<Secret> authorization = Optional.empty();
    if (connector.getTokenEndpointAuthMethod().equals("client_secret_basic")
        && clientSecret.isPresent()) {
      authorization = Optional.of(basic(connector.getClientId(), clientSecret.get()));
    } else {
      form.put("client_id", connector.getClientId());
      clientSecret.ifPresent(
          secret -> form.put("client_secret", secret.reveal(SecretAccess.get())));
    }
    return new TokenEndpointRequest(
        URI.create(endpoint),
        authorization,
        Secret.of(encoded(form)),
        List.copyOf(secrets),
        connector.getExpiresInUnit());
  }

  /** As HTTP has it. */
  HttpCall call() {
    Map<String, Secret> headers = new LinkedHashMap<>();
    headers.put("Content-Type", Secret.of("application/x-www-form-urlencoded"));
    headers.put("Accept", Secret.of("application/json"));
    authorization.ifPresent(header -> headers.put("Authorization", header));
    return new HttpCall(HttpMethod.POST, endpoint, headers, Optional.of(body), Optional.empty());
  }

  /** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
  private static Secret basic(String clientId, Secret clientSecret) {
    String pair = encoded(clientId) + ":" + encoded(clientSecret.reveal(SecretAccess.get()));
    return Secret.of(
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static String use(Secret secret, List<Secret> secrets) {
    secrets.add(secret);
    return secret.reveal(SecretAccess.get());
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
