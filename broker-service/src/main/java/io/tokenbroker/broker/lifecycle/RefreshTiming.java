// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When tokens expire, when they are refreshed, and when a grant's end is announced. */
final class RefreshTiming {
  /** Where neither the response nor the connector nor experience tells a lifetime. */
  static final Duration BOUNDED_DEFAULT_LIFETIME = Duration.ofHours(1);

  static final Duration MAX_LIFETIME = Duration.ofDays(3650);

  /** Twice the five minutes by which the clocks of brokers and runners may differ. */
  static final Duration DEFAULT_MARGIN = Duration.ofMinutes(10);

  static final Duration DEFAULT_NOTICE = Duration.ofDays(7);

  /** Between two refreshes of a grant, whoever asks. */
  static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

  /** However short a lifetime the provider names, its token endpoint is left alone this long. */
  static final Duration SOONEST = Duration.ofSeconds(2);

  /** How long a request for a call stays good. */
  static final Duration REQUEST_GOOD_FOR = Duration.ofMinutes(10);

  /** A provider may be away for a weekend when a refresh token is about to die unused. */
  private static final Duration KEEP_ALIVE_MARGIN = Duration.ofDays(3);

  private static final double JITTER = 0.1;

  private RefreshTiming() {}

  /** What the response says, else the connector, else what was known before, else a default. */
  static Duration lifetime(
      TokenResponse response, ConnectorPolicy policy, Optional<Tokens> previous) {
    return atMost(
        MAX_LIFETIME,
        response
            .lifetime()
            .or(policy.lifetimes()::accessToken)
            .or(() -> previous.map(Tokens::lifetime).filter(last -> !last.isZero()))
            .orElse(BOUNDED_DEFAULT_LIFETIME));
  }

  /**
   * The next refresh that is made without being asked: before the access token expires, unless the
   * connector's are refreshed on demand; and before the refresh token dies of not being used. A
   * token that nothing renews is looked at when it expires.
   *
   * @param fraction 0 to 1, so that grants that were issued together are not refreshed together
   */
  static CallSlot plan(Tokens tokens, ConnectorPolicy policy, Instant now, double fraction) {
    Instant soonest = now.plus(SOONEST);
    Optional<Instant> planned =
        tokens.renewal() instanceof Renewal.None
            ? Optional.of(tokens.expiresAt())
            : Stream.of(
                    policy.refresh().onDemand()
                        ? Optional.<Instant>empty()
                        : Optional.of(refreshAt(tokens, policy, fraction)),
                    keepAliveAt(tokens, policy, now, fraction))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    return planned
        .<CallSlot>map(at -> new CallSlot.Scheduled(at.isBefore(soonest) ? soonest : at))
        .orElseGet(CallSlot.Unplanned::new);
  }

  /** The soonest that a provider takes a refresh, whoever asks. */
  static Instant earliest(Tokens tokens, ConnectorPolicy policy) {
    Instant byInterval = tokens.issuedAt().plus(MIN_INTERVAL);
    Instant byProvider =
        policy.refresh().earlyRefused()
            ? tokens.expiresAt().minus(margin(tokens, policy))
            : byInterval;
    return byProvider.isAfter(byInterval) ? byProvider : byInterval;
  }

  /**
   * The margin before the expiry, and up to a tenth of the margin earlier; where the provider
   * refuses an early refresh, later.
   */
  private static Instant refreshAt(Tokens tokens, ConnectorPolicy policy, double fraction) {
    Duration margin = margin(tokens, policy);
    double jitter = policy.refresh().earlyRefused() ? -JITTER : JITTER;
    return tokens.expiresAt().minus(scaled(margin, 1 + jitter * fraction));
  }

  /** At most half the lifetime: a short-lived token is used as well. */
  private static Duration margin(Tokens tokens, ConnectorPolicy policy) {
    return atMost(tokens.lifetime().dividedBy(2), policy.refresh().margin().orElse(DEFAULT_MARGIN));
  }

  private static Optional<Instant> keepAliveAt(
      Tokens tokens, ConnectorPolicy policy, Instant now, double fraction) {
    return tokens
        .byRefreshToken()
        .flatMap(
            refreshing ->
                refreshing
                    .idleUntil()
                    // Where it dies at that time anyway, using it does not help.
                    .filter(dies -> refreshing.endsAt().filter(dies::equals).isEmpty()))
        .filter(dies -> dies.isAfter(now))
        .map(
            dies -> {
              Duration margin =
                  atMost(KEEP_ALIVE_MARGIN, part(Duration.between(tokens.issuedAt(), dies), 4));
              Instant wanted = dies.minus(scaled(margin, 1 + JITTER * fraction));
              Instant earliest = earliest(tokens, policy);
              return wanted.isBefore(earliest) ? earliest : wanted;
            });
  }

  /** The grant's end as far as it is known, and whether it has been announced. */
  static Ending ending(Tokens tokens, ConnectorPolicy policy, Ending before, Instant now) {
    Optional<Instant> end = endsAt(tokens, policy);
    if (end.isEmpty()) {
      return Ending.none();
    }
    Duration total = Duration.between(tokens.authorizedAt(), end.get());
    Duration notice =
        policy
            .lifetimes()
            .notice()
            .map(asked -> atMost(total, asked))
            // What lives for an hour is not announced a week ahead.
            .orElseGet(() -> atMost(part(total, 4), DEFAULT_NOTICE));
    Instant announceAt = end.get().minus(notice);
    return before instanceof Ending.Announced announced && !announceAt.isAfter(now)
        ? new Ending.Announced(end.get(), announced.announcedAt())
        : new Ending.Foreseen(end.get(), announceAt);
  }

  private static Optional<Instant> endsAt(Tokens tokens, ConnectorPolicy policy) {
    if (tokens.renewal() instanceof Renewal.None) {
      return Optional.of(tokens.expiresAt());
    }
    return tokens
        .byRefreshToken()
        .flatMap(
            refreshing ->
                Stream.of(
                        refreshing.endsAt(),
                        policy.lifetimes().grant().map(tokens.authorizedAt()::plus))
                    .flatMap(Optional::stream)
                    .min(Instant::compareTo));
  }

  static Duration atMost(Duration limit, Duration wanted) {
    return wanted.compareTo(limit) > 0 ? limit : wanted;
  }

  /** In whole milliseconds, as times are stored. */
  private static Duration part(Duration whole, int divisor) {
    return Duration.ofMillis(whole.toMillis() / divisor);
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis((long) (duration.toMillis() * factor));
  }
}
