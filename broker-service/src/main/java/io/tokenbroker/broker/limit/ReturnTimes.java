// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When calls that were refused shall come back: one after the other, so that what waits for a
 * provider costs the same however much it is. After five minutes' worth it starts over. Times are
 * of a monotonic clock. Thread-safe.
 */
public final class ReturnTimes {
  static final Duration LONGEST_QUEUE = Duration.ofMinutes(5);

  private final DoubleSupplier random;
  private long lastNanos;
  private boolean isUsed;

  /**
   * @param random 0 to 1
   */
  public ReturnTimes(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * How long the next one waits.
   *
   * @param earliest at least this long
   * @param interval the time between two of them, on average
   */
  public synchronized Duration next(long nowNanos, Duration earliest, Duration interval) {
    long first = nowNanos + earliest.toNanos();
    boolean ahead = isUsed && lastNanos - first > 0;
    boolean tooFar = ahead && lastNanos - first > LONGEST_QUEUE.toNanos();
    lastNanos = (ahead && !tooFar ? lastNanos : first) + interval.toNanos();
    isUsed = true;
    long jitter = (long) (interval.toNanos() * random.getAsDouble());
    return Duration.ofNanos(lastNanos - nowNanos + jitter);
  }
}
