// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Token buckets of one kind of name, bounded in number. A bucket that was evicted would be full
 * again, so eviction must not be cheap to bring about: the cache keeps what is asked for often over
 * what was asked for once (W-TinyLFU), so whoever goes on asking keeps its bucket, used up or not,
 * however many new names come. A bucket also goes when nobody has asked for as long as it takes to
 * fill it. Thread-safe.
 */
final class Buckets {
  private final Cache<String, Bucket> buckets;
  private final TimeMeter time;

  Buckets(int max, Duration longestRefill, Clock clock) {
    this.time = new ClockMeter(clock);
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(max)
            .expireAfterAccess(longestRefill)
            .ticker(time::currentTimeNanos)
            // Its upkeep is less work than waking another thread for it.
            .executor(Runnable::run)
            .build();
  }

  /**
   * Takes one token.
   *
   * @param limit how many there are, and come in a period; 0: no limit
   * @return how long to wait if there is none
   */
  Optional<Duration> take(String name, int limit, Duration period) {
    if (limit == 0) {
      return Optional.empty();
    }
    ConsumptionProbe probe = bucket(name, limit, period).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  /** How long to wait for a token, if there is none; takes none. */
  Optional<Duration> look(String name, int limit, Duration period) {
    if (limit == 0) {
      return Optional.empty();
    }
    // A name that was never counted gets no bucket by being looked at.
    return Optional.ofNullable(buckets.getIfPresent(name))
        .map(bucket -> bucket.estimateAbilityToConsume(1))
        .filter(probe -> !probe.canBeConsumed())
        .map(probe -> Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  long count() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket bucket(String name, int limit, Duration period) {
    return buckets.get(
        name,
        missing ->
            Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, period))
                .withCustomTimePrecision(time)
                .build());
  }

  /** The gateway's clock for bucket4j. */
  private record ClockMeter(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
