// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;

/**
 * Says whose access token it is, an account's or a client's own, as a protected resource would (RFC
 * 6750). Thread-safe.
 */
final class UserinfoEndpoint {

  private final Grants grants;
  private final Clock clock;

  UserinfoEndpoint(Grants grants, Clock clock) {
    this.grants = grants;
    this.clock = clock;
  }

  Answer answer(EndpointRequest request) {
    Optional<String> token = request.credentials("Bearer");
    if (token.isEmpty()) {
      return Answer.json(401, new JsonObject()).with("WWW-Authenticate", "Bearer realm=\"demo\"");
    }
    return grants
        .findByAccessToken(Sha256.of(token.get()), clock.instant())
        .map(Grant::account)
        .map(UserinfoEndpoint::describe)
        .orElseGet(UserinfoEndpoint::invalidToken);
  }

  private static Answer describe(Account account) {
    return Answer.json(
        200, new JsonObject().put("sub", account.subject()).put("name", account.name()));
  }

  private static Answer invalidToken() {
    return Answer.error(
            401, new OAuthError("invalid_token", "The access token is unknown, expired or revoked"))
        .with("WWW-Authenticate", "Bearer realm=\"demo\", error=\"invalid_token\"");
  }
}
