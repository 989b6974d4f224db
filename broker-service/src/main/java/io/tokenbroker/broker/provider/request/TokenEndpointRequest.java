// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request to a token endpoint (RFC 6749, 4.1.3, 4.4.2 and 6; RFC 8693, 2.1; RFC 8628, 3.4), a
 * device authorization endpoint (RFC 8628, 3.1), an endpoint for pushed authorization requests (RFC
 * 9126, 2.1) or a revocation endpoint. It is sent once: assertions and proofs are good once only.
 *
 * @param method its method
 * @param endpoint where it goes; some providers want a token in its path
 * @param headers all of them
 * @param body the form or the JSON object, if there is one
 * @param secrets everything in it that must not be seen again, in every spelling
 */
public record TokenEndpointRequest(
    HttpMethod method,
    URI endpoint,
    Map<String, Secret> headers,
    Optional<Secret> body,
    List<Secret> secrets) {

  public TokenEndpointRequest {
    headers = Map.copyOf(headers);
    secrets = List.copyOf(secrets);
  }

  /**
   * Makes the request.
   *
   * @param client proves who the client is
   * @param now the time
   * @throws IllegalArgumentException if the connector has no endpoint for such a call, or is broken
   *     otherwise; the message holds no secret
   */
  public static TokenEndpointRequest of(
      ConnectorDefined connector, ClientAuthentication client, Effect.Call call, Instant now) {
    URI endpoint = Endpoints.of(connector, call);
    if (call instanceof Effect.Revoke revoke) {
      return RevocationRequests.of(connector, client, revoke, endpoint, now);
    }
    Draft draft = new Draft(connector);
    if (call instanceof Effect.TokenRequest request) {
      new TokenParameters(connector, draft).add(request);
    } else if (call instanceof Effect.DeviceAuthorization device) {
      new TokenParameters(connector, draft).add(device);
    } else if (call instanceof Effect.PushAuthorizationRequest push) {
      // The gateway wrote it, for this provider.
      draft.parameters().addForm(push.parameters().reveal(SecretAccess.get()));
      draft
          .parameters()
          .value("state")
          .filter(it -> !it.isEmpty())
          .map(Secret::of)
          .ifPresent(draft::use);
      client.prove(draft, now);
      return draft.post(endpoint, RequestFormat.FORM);
    }
    client.prove(draft, now);
    return draft.post(endpoint, connector.getRequestFormat());
  }

  /** With a proof of possession (RFC 9449, 4.1). */
  public TokenEndpointRequest withProof(Secret proof) {
    Map<String, Secret> more = new LinkedHashMap<>(headers);
    more.put("DPoP", proof);
    return new TokenEndpointRequest(method, endpoint, more, body, secrets);
  }

  /** Without the path, in which some providers want a token. */
  @Override
  public String toString() {
    return "TokenEndpointRequest[" + method + " " + endpoint.getRawAuthority() + "]";
  }

  /** Whether the client's proof is in the Authorization header. */
  public boolean hasBasicCredentials() {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
        .anyMatch(header -> header.getValue().reveal(SecretAccess.get()).startsWith("Basic "));
  }
}
