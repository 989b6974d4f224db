// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Renewal.ByRefreshToken;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a refresh token lives. What a provider calls its lifetime is either the time that it may
 * lie unused, which starts again with every refresh, or a count-down to the grant's end. The second
 * shows when a refresh does not move it.
 */
final class RefreshTokenLife {
  /** Two refreshes that are closer tell nothing about whether the end has moved. */
  private static final Duration TELLING = Duration.ofMinutes(1);

  private RefreshTokenLife() {}

  /** Of a grant's first refresh token. */
  static ByRefreshToken first(
      Secret refreshToken, Optional<Duration> named, ConnectorPolicy policy, Instant sentAt) {
    Optional<Instant> idleUntil = named.or(policy.lifetimes()::refreshToken).map(sentAt::plus);
    return new ByRefreshToken(refreshToken, List.of(), idleUntil, Optional.empty());
  }

  /** After a refresh of these tokens. A response without a refresh token keeps the one in use. */
  static ByRefreshToken next(
      Tokens before,
      ByRefreshToken used,
      TokenResponse response,
      ConnectorPolicy policy,
      Instant sentAt) {
    ByRefreshToken kept = response.refreshToken().map(used::withFirst).orElse(used);
    Optional<Duration> named = response.refreshTokenLifetime();
    if (named.isEmpty()) {
      Optional<Duration> lifetime =
          policy
              .lifetimes()
              .refreshToken()
              .or(() -> used.idleUntil().map(dies -> Duration.between(before.issuedAt(), dies)))
              .filter(known -> !known.isNegative());
      return new ByRefreshToken(
          kept.refreshToken(), kept.alternates(), lifetime.map(sentAt::plus), used.endsAt());
    }
    Instant dies = sentAt.plus(named.get());
    return new ByRefreshToken(
        kept.refreshToken(), kept.alternates(), Optional.of(dies), end(before, used, dies, sentAt));
  }

  /** The end that shows: where it has moved by less than half of the time that has passed. */
  private static Optional<Instant> end(
      Tokens before, ByRefreshToken used, Instant dies, Instant sentAt) {
    Duration passed = Duration.between(before.issuedAt(), sentAt);
    if (used.idleUntil().isEmpty() || passed.compareTo(TELLING) < 0) {
      return used.endsAt().map(end -> dies);
    }
    Duration moved = Duration.between(used.idleUntil().get(), dies);
    return moved.compareTo(passed.dividedBy(2)) < 0 ? Optional.of(dies) : Optional.empty();
  }
}
