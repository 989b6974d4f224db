// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When tokens expire, when they are refreshed, and how long a failure is waited out. */
final class RefreshTiming {
  /** Where neither the response nor the connector nor experience tells a lifetime. */
  static final Duration BOUNDED_DEFAULT_LIFETIME = Duration.ofHours(1);

  static final Duration MAX_LIFETIME = Duration.ofDays(3650);
  static final Duration DEFAULT_MARGIN = Duration.ofMinutes(5);

  /** Between two refreshes of a grant, whoever asks. */
  static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

  /** However short a lifetime the provider names, its token endpoint is left alone this long. */
  static final Duration SOONEST = Duration.ofSeconds(2);

  /** How long a request for a call stays good. */
  static final Duration REQUEST_GOOD_FOR = Duration.ofMinutes(10);

  private static final Duration TRANSIENT_BASE = Duration.ofSeconds(2);
  private static final Duration TRANSIENT_CAP = Duration.ofMinutes(15);
  private static final Duration CONFIGURATION_BASE = Duration.ofMinutes(1);
  private static final Duration CONFIGURATION_CAP = Duration.ofHours(6);
  private static final Duration MIN_DELAY = Duration.ofMillis(500);
  private static final int MAX_DOUBLINGS = 20;

  private RefreshTiming() {}

  static Duration lifetime(
      TokenResponse response, ConnectorPolicy policy, Optional<Tokens> previous) {
    Duration lifetime =
        response
            .lifetime()
            .or(policy::defaultLifetime)
            .or(() -> previous.map(Tokens::lifetime).filter(last -> !last.isZero()))
            .orElse(BOUNDED_DEFAULT_LIFETIME);
    return lifetime.compareTo(MAX_LIFETIME) > 0 ? MAX_LIFETIME : lifetime;
  }

  /**
   * The time of the proactive refresh: the margin before the expiry, and up to a tenth of the
   * margin earlier so that grants that were issued together are not refreshed together. The margin
   * of a short-lived token is at most half its lifetime. Without a refresh token it is the expiry
   * itself.
   */
  static Instant refreshAt(Tokens tokens, ConnectorPolicy policy, double fraction) {
    if (tokens.refreshToken().isEmpty()) {
      return tokens.expiresAt();
    }
    long margin =
        Math.min(
            policy.refreshMargin().orElse(DEFAULT_MARGIN).toMillis(),
            tokens.lifetime().toMillis() / 2);
    return tokens.expiresAt().minusMillis(margin + (long) (margin * 0.1 * fraction));
  }

  /** Full jitter over an exponentially growing span; never sooner than the provider asked for. */
  static Duration transientDelay(int failures, double fraction, Optional<Duration> retryAfter) {
    return delay(TRANSIENT_BASE, TRANSIENT_CAP, failures, fraction, retryAfter);
  }

  /** As {@link #transientDelay}, slower: only an operator can mend it. */
  static Duration configurationDelay(int failures, double fraction, Optional<Duration> retryAfter) {
    return delay(CONFIGURATION_BASE, CONFIGURATION_CAP, failures, fraction, retryAfter);
  }

  private static Duration delay(
      Duration base, Duration cap, int failures, double fraction, Optional<Duration> retryAfter) {
    long span = Math.min(cap.toMillis(), base.toMillis() << Math.min(failures, MAX_DOUBLINGS));
    long asked = retryAfter.map(Duration::toMillis).orElse(0L);
    long jittered = Math.max(MIN_DELAY.toMillis(), (long) (span * fraction));
    return Duration.ofMillis(Math.max(jittered, Math.min(asked, CONFIGURATION_CAP.toMillis())));
  }
}
