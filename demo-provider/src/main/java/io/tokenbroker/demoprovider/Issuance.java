// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.Grant.RefreshToken;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Makes tokens of grants, and the answer that carries them (RFC 6749 section 5.1). */
final class Issuance {

  private final Grants grants;
  private final TokenIssuer issuer;

  Issuance(Grants grants, TokenIssuer issuer) {
    this.grants = grants;
    this.issuer = issuer;
  }

  /** Tokens of a new grant, a refresh token among them. */
  Answer begin(TokenRequest request, Account account, String scope, Optional<Sha256> code) {
    String refreshToken = issuer.newRefreshToken();
    Grant grant =
        new Grant(
            issuer.newId(),
            request.client().clientId(),
            account,
            scope,
            code,
            request.refreshTokenKey(),
            List.of(new RefreshToken(Sha256.of(refreshToken), Optional.empty())));
    return issue(request, grant, scope, Optional.of(refreshToken));
  }

  /** A grant's next tokens, with a new refresh token or without. */
  Answer renew(TokenRequest request, Grant grant, Sha256 presented, String scope) {
    if (!request.terms().refreshTokens().rotation()) {
      return issue(request, grant, scope, Optional.empty());
    }
    String next = issuer.newRefreshToken();
    Grant rotated = grant.rotated(presented, Sha256.of(next), request.now());
    return issue(request, rotated, scope, Optional.of(next));
  }

  /** An access token, and the refresh token that goes with it. */
  Answer issue(TokenRequest request, Grant grant, String scope, Optional<String> refreshToken) {
    String accessToken = issuer.newAccessToken();
    grants.put(
        grant,
        new AccessToken(
            Sha256.of(accessToken),
            grant.id(),
            request.now().plus(request.terms().lifetime()),
            request.proofKey()),
        request.now());
    JsonObject body =
        new JsonObject()
            .put("access_token", accessToken)
            .put("token_type", request.proofKey().isPresent() ? "DPoP" : "Bearer")
            .put("expires_in", request.terms().lifetime().toSeconds());
    refreshToken.ifPresent(token -> body.put("refresh_token", token));
    if (!scope.isEmpty()) {
      body.put("scope", scope);
    }
    return Answer.json(200, body);
  }
}
