// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One account's consent to one client, with its family of refresh tokens: all that descend from one
 * code. Or what a client may do as itself (RFC 6749 section 4.4), which nobody consented to: then
 * there is no code and no refresh token. Immutable.
 *
 * @param id names the grant in the data file and the log
 * @param account whose it is; of a client's own grant the client itself
 * @param code the hash of the code that it was issued from
 * @param proofKey the thumbprint of the key that the refresh tokens are bound to, those of public
 *     clients only (RFC 9449 section 5)
 * @param refreshTokens oldest first; more than one is unspent if a spent one was used again within
 *     its grace period
 */
record Grant(
    String id,
    String clientId,
    Account account,
    String scope,
    Optional<Sha256> code,
    Optional<String> proofKey,
    List<RefreshToken> refreshTokens) {

  /**
   * How many are remembered; an older one that comes back is refused as unknown, not detected as a
   * reuse.
   */
  static final int MAX_REFRESH_TOKENS = 32;

  /** A refresh token; spent from its first use on where refresh tokens rotate. */
  record RefreshToken(Sha256 hash, Optional<Instant> spentAt) {

    private RefreshToken spent(Instant now) {
      return spentAt.isPresent() ? this : new RefreshToken(hash, Optional.of(now));
    }
  }

  Grant {
    refreshTokens = List.copyOf(refreshTokens);
  }

  /**
   * The one grant that a client has as itself, however many tokens it asks for; its id is no other
   * grant's. The client stands for the account (RFC 9068 section 2.2).
   */
  static Grant ofClient(RegisteredClient client) {
    String clientId = client.clientId();
    return new Grant(
        GrantType.CLIENT_CREDENTIALS.parameter() + ":" + clientId,
        clientId,
        new Account(clientId, clientId),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  boolean accepts(Sha256 presented, Duration grace, Instant now) {
    return refreshTokens.stream()
        .filter(token -> token.hash().equals(presented))
        .anyMatch(
            token -> token.spentAt().map(spent -> now.isBefore(spent.plus(grace))).orElse(true));
  }

  /** A second use within the grace period does not start the period anew. */
  Grant rotated(Sha256 presented, Sha256 next, Instant now) {
    List<RefreshToken> family = new ArrayList<>();
    for (RefreshToken token : refreshTokens) {
      family.add(token.hash().equals(presented) ? token.spent(now) : token);
    }
    family.add(new RefreshToken(next, Optional.empty()));
    int surplus = Math.max(0, family.size() - MAX_REFRESH_TOKENS);
    return new Grant(
        id, clientId, account, scope, code, proofKey, family.subList(surplus, family.size()));
  }
}
