// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Optional;

/**
 * Says whose access token it is, an account's or a client's own, as a protected resource would (RFC
 * 6750, RFC 9449 section 7). Thread-safe.
 */
final class UserinfoEndpoint {

  private final Grants grants;
  private final Proofs proofs;
  private final Clock clock;

  UserinfoEndpoint(Grants grants, Proofs proofs, Clock clock) {
    this.grants = grants;
    this.proofs = proofs;
    this.clock = clock;
  }

  Answer answer(EndpointRequest request) {
    Optional<String> bearer = request.credentials("Bearer");
    Optional<String> bound = request.credentials("DPoP");
    if (bearer.isEmpty() && bound.isEmpty()) {
      return Answer.json(401, new JsonObject())
          .with("WWW-Authenticate", "Bearer realm=\"demo\", DPoP algs=\"ES256 RS256\"");
    }
    Optional<String> proofKey;
    try {
      proofKey = bound.isPresent() ? proofs.check(request, bound) : Optional.empty();
    } catch (RequestRefused refused) {
      return refused.asResource("DPoP");
    }
    Sha256 token = Sha256.of(bound.or(() -> bearer).orElse(""));
    // A bound token is no bearer token (RFC 9449 section 7.1), nor the other way round.
    return grants
        .findAccessToken(token, clock.instant())
        .filter(issued -> issued.proofKey().equals(proofKey))
        .flatMap(issued -> grants.findByAccessToken(token, clock.instant()))
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
