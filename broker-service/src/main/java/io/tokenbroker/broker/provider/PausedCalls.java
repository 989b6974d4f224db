// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tokenbroker.broker.lifecycle.Input;
import io.tokenbroker.broker.limit.ReturnTimes;
import io.tokenbroker.key.ConnectorId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Says of calls that are paused when to ask again: soon, so that a resumed connector is at work
 * within half a minute, and one after the other, so that a pause of many grants costs the same
 * however many they are. Thread-safe.
 */
final class PausedCalls {
  private static final int MAX_REMEMBERED = 10_000;
  private static final Duration SOONEST = Duration.ofSeconds(15);
  private static final Duration SOMEBODY_WAITS = Duration.ofSeconds(2);

  /** Two hundred a second for each connector, and on average half of that again as jitter. */
  private static final Duration BETWEEN_RETURNS = Duration.ofMillis(5);

  private final Predicate<ConnectorId> paused;
  private final LoadingCache<String, ReturnTimes> returns =
      Caffeine.newBuilder()
          .maximumSize(MAX_REMEMBERED)
          .expireAfterAccess(1, TimeUnit.HOURS)
          .build(line -> new ReturnTimes(() -> ThreadLocalRandom.current().nextDouble()));

  PausedCalls(Predicate<ConnectorId> paused) {
    this.paused = paused;
  }

  /** Why the call is not made now, and when to ask again; empty if it is not paused. */
  Optional<CallOutcome.NotSent> refusal(
      ConnectorId connector, boolean somebodyWaits, long nowNanos) {
    if (!paused.test(connector)) {
      return Optional.empty();
    }
    Duration back =
        returns
            .get(connector + (somebodyWaits ? " waits" : ""))
            .next(nowNanos, somebodyWaits ? SOMEBODY_WAITS : SOONEST, BETWEEN_RETURNS);
    return Optional.of(new CallOutcome.NotSent(Input.CallNotSent.PAUSED, Optional.of(back)));
  }
}
