// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Token revocation (RFC 7009): a refresh token ends its grant, an access token only itself. Blocks
 * while the data file is written. Thread-safe.
 */
final class RevocationEndpoint {

  private final Clients clients;
  private final Grants grants;
  private final Observations observations;
  private final Clock clock;

  RevocationEndpoint(Clients clients, Grants grants, Observations observations, Clock clock) {
    this.clients = clients;
    this.grants = grants;
    this.observations = observations;
    this.clock = clock;
  }

  Answer answer(EndpointRequest request) {
    try {
      if (!request.method().equals("POST")) {
        return Answer.error(405, OAuthError.invalidRequest("Tokens are revoked with POST"))
            .with("Allow", "POST");
      }
      request.requireAcceptableForm();
      Optional<RegisteredClient> client =
          request.terms().bearerSuffices()
              ? Optional.empty()
              : Optional.of(clients.authenticate(request));
      Sha256 token = Sha256.of(request.parameters().required("token"));
      synchronized (grants) {
        revoke(client, token);
      }
      return new Answer(200, Map.of("Cache-Control", "no-store"), "");
    } catch (RequestRefused refused) {
      return refused.asJson();
    }
  }

  /**
   * Section 2.2: a token that is unknown is as good as revoked, and token_type_hint is not needed
   * to find one.
   *
   * @param client empty where holding the token is enough
   */
  private void revoke(Optional<RegisteredClient> client, Sha256 token) throws RequestRefused {
    Optional<Grant> byAccessToken = grants.findByAccessToken(token, clock.instant());
    Optional<Grant> grant = byAccessToken.or(() -> grants.findByRefreshToken(token));
    if (grant.isEmpty()) {
      return;
    }
    if (client.filter(is -> !is.clientId().equals(grant.get().clientId())).isPresent()) {
      throw new RequestRefused(OAuthError.invalidGrant("The token was issued to another client"));
    }
    if (byAccessToken.isPresent()) {
      grants.removeAccessToken(token);
    } else {
      grants.remove(grant.get());
    }
    observations.revoked();
  }
}
