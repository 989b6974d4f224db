// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenVersion;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What the client knows about a grant at a moment. Immutable. */
public sealed interface TokenStatus {
  /** There is a valid access token. */
  record Usable(AccessToken token) implements TokenStatus {}

  /**
   * The access token has expired and no newer one has arrived: a refresh is late, or nobody has
   * asked for one where the connector refreshes on demand ({@link TokenClient#getOrRefresh} asks).
   */
  record Expired(TokenVersion version, Instant expiredAt) implements TokenStatus {}

  /**
   * A person must authorize again: now, or, where this is announced ahead, by a known time.
   *
   * @param reason why, for example {@code invalid_grant} or {@code grant_ends}
   * @param since since when
   * @param requiredBy the known end of the grant, until which it works and is refreshed like any
   *     other; empty: it is not refreshed any more
   * @param stillUsable the access token, while it is valid
   */
  record ReauthorizationNeeded(
      TokenVersion version,
      String reason,
      Instant since,
      Optional<Instant> requiredBy,
      Optional<AccessToken> stillUsable)
      implements TokenStatus {}

  /** The grant was revoked. */
  record Revoked(TokenVersion version, String reason, Instant revokedAt) implements TokenStatus {}

  /**
   * The client can't say: it has not heard of the grant, or can't open its token.
   *
   * @param reason for an operator to read
   */
  record Unknown(String reason) implements TokenStatus {}

  /** The access token that may be used at that moment; what {@link TokenClient#get} hands out. */
  default Optional<AccessToken> usableToken() {
    return fold(
        usable -> Optional.of(usable.token()),
        expired -> Optional.empty(),
        ReauthorizationNeeded::stillUsable,
        revoked -> Optional.empty(),
        unknown -> Optional.empty());
  }

  /** Goes through all cases, so that a new one is a compile error. */
  default <T> T fold(
      Function<Usable, T> usable,
      Function<Expired, T> expired,
      Function<ReauthorizationNeeded, T> reauthorizationNeeded,
      Function<Revoked, T> revoked,
      Function<Unknown, T> unknown) {
    if (this instanceof Usable it) {
      return usable.apply(it);
    } else if (this instanceof Expired it) {
      return expired.apply(it);
    } else if (this instanceof ReauthorizationNeeded it) {
      return reauthorizationNeeded.apply(it);
    } else if (this instanceof Revoked it) {
      return revoked.apply(it);
    }
    return unknown.apply((Unknown) this);
  }
}
