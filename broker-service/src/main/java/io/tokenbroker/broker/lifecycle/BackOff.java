// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a failure is waited out: full jitter over a span that doubles with every failure up to a
 * cap, and never sooner than the provider asked for. What has failed for days is tried a few times
 * a day: neither hammered nor forgotten.
 */
final class BackOff {
  private static final Duration TRANSIENT_BASE = Duration.ofSeconds(2);
  private static final Duration TRANSIENT_CAP = Duration.ofMinutes(15);

  /** After this the span is an eighth of the time that it has been failing. */
  private static final int CAP_GROWS_WITH_EIGHTHS = 8;

  private static final Duration CONFIGURATION_BASE = Duration.ofMinutes(1);

  /** Of all waits, a provider's Retry-After included. */
  private static final Duration LONGEST = Duration.ofHours(6);

  private static final Duration INTERACTIVE_BASE = Duration.ofSeconds(1);
  private static final Duration INTERACTIVE_CAP = Duration.ofSeconds(30);
  private static final Duration MIN_DELAY = Duration.ofMillis(500);
  private static final int MAX_DOUBLINGS = 20;

  private BackOff() {}

  /** The provider, or the way to it, does not work at the moment. */
  static Duration whileTransient(
      Trouble trouble, Instant now, double fraction, Optional<Duration> retryAfter) {
    Duration failing = Duration.between(trouble.since().orElse(now), now);
    Duration growing = failing.dividedBy(CAP_GROWS_WITH_EIGHTHS);
    Duration cap = growing.compareTo(TRANSIENT_CAP) > 0 ? growing : TRANSIENT_CAP;
    return delay(
        TRANSIENT_BASE,
        RefreshTiming.atMost(LONGEST, cap),
        trouble.failures(),
        fraction,
        retryAfter);
  }

  /** Where nobody waits for it, and it is given up after a day anyway. */
  static Duration whileTransient(int failures, double fraction, Optional<Duration> retryAfter) {
    return delay(TRANSIENT_BASE, TRANSIENT_CAP, failures, fraction, retryAfter);
  }

  /** Only an operator can mend it. */
  static Duration untilOperator(Trouble trouble, double fraction, Optional<Duration> retryAfter) {
    return delay(CONFIGURATION_BASE, LONGEST, trouble.failures(), fraction, retryAfter);
  }

  /** Somebody waits for it. */
  static Duration whileSomebodyWaits(
      Trouble trouble, double fraction, Optional<Duration> retryAfter) {
    return delay(INTERACTIVE_BASE, INTERACTIVE_CAP, trouble.failures(), fraction, retryAfter);
  }

  /** As long as whoever sends has said. */
  static Duration putOff(Duration asked) {
    Duration bounded = RefreshTiming.atMost(LONGEST, asked);
    return bounded.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : bounded;
  }

  private static Duration delay(
      Duration base, Duration cap, int failures, double fraction, Optional<Duration> retryAfter) {
    long span = Math.min(cap.toMillis(), base.toMillis() << Math.min(failures, MAX_DOUBLINGS));
    long asked = retryAfter.map(Duration::toMillis).orElse(0L);
    long jittered = Math.max(MIN_DELAY.toMillis(), (long) (span * fraction));
    return Duration.ofMillis(Math.max(jittered, Math.min(asked, LONGEST.toMillis())));
  }
}
