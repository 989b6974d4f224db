// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;

/** How a token is revoked: RFC 7009, 2.1, or the way that a provider has instead. */
final class RevocationRequests {
  private RevocationRequests() {}

  /**
   * The revocation endpoint with the client's id, and where the style wants it the token, in it.
   */
  static URI endpoint(ConnectorDefined connector, Effect.Revoke revoke) {
    String endpoint =
        connector
            .getRevocationEndpoint()
            .orElseThrow(
                () -> new IllegalArgumentException("the connector has no revocation endpoint"))
            .replace("{client_id}", inPath(connector.getClientId()));
    if (connector.getRevocationStyle() == RevocationStyle.DELETE_PATH) {
      if (!endpoint.contains("{token}")) {
        throw new IllegalArgumentException(
            "revocationStyle delete-path needs {token} in the revocation endpoint's path");
      }
      endpoint = endpoint.replace("{token}", inPath(new Draft(connector).use(revoke.token())));
    }
    return Endpoints.uri(endpoint, "revocation endpoint");
  }

  static TokenEndpointRequest of(
      ConnectorDefined connector,
      ClientAuthentication client,
      Effect.Revoke revoke,
      URI endpoint,
      Instant now) {
    Draft draft = new Draft(connector);
    String token = draft.use(revoke.token());
    return switch (connector.getRevocationStyle()) {
      case RFC7009 -> {
        draft.parameters().put("token", token);
        draft
            .parameters()
            .put("token_type_hint", revoke.isRefreshToken() ? "refresh_token" : "access_token");
        client.prove(draft, now);
        yield draft.post(endpoint, connector.getRequestFormat());
      }
      case DELETE_BASIC -> {
        Secret secret =
            client
                .secret()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "revocationStyle delete-basic needs a client secret"));
        new ClientAuthentication.Basic(
                connector.getClientId(), secret, connector.getBasicCredentialsEncoding())
            .prove(draft, now);
        String name = connector.getParameterNames().getOrDefault("token", "access_token");
        String body = new JsonObject().put(name, token).encode();
        yield draft.with(HttpMethod.DELETE, endpoint, "application/json", Secret.of(body));
      }
      case DELETE_BEARER -> bearer(draft, token).withoutBody(HttpMethod.DELETE, endpoint);
      case POST_BEARER -> bearer(draft, token).withoutBody(HttpMethod.POST, endpoint);
      case DELETE_PATH -> draft.withoutBody(HttpMethod.DELETE, endpoint);
    };
  }

  /** RFC 6750, 2.1. */
  private static Draft bearer(Draft draft, String token) {
    if (token.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the token can't be revoked: it does not fit into a header");
    }
    draft.header("Authorization", Secret.of("Bearer " + token));
    return draft;
  }

  /** Percent-encoded whole, so that it is one segment whatever is in it. */
  private static String inPath(String text) {
    return Parameters.encoded(text).replace("+", "%20").replace("*", "%2A");
  }
}
