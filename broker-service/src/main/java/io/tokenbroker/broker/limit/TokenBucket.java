// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import java.time.Duration;

/**
 * A rate, with a burst of what gathers in ten seconds. Times are of a monotonic clock. Thread-safe.
 */
public final class TokenBucket {
  private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int BURSTS_PER_MINUTE = 6;

  /** The part of a burst that is kept for calls that somebody waits for. */
  private static final double RESERVED = 0.2;

  private double tokens;
  private long filledAtNanos;

  /** A full one. */
  public TokenBucket(int perMinute, long nowNanos) {
    this.tokens = burst(perMinute);
    this.filledAtNanos = nowNanos;
  }

  /**
   * Takes one.
   *
   * @param perMinute the rate, which may change from call to call; at least 1
   * @param somebodyWaits whether the last ones may be taken
   * @return whether there was one
   */
  public synchronized boolean take(int perMinute, boolean somebodyWaits, long nowNanos) {
    double burst = burst(perMinute);
    double gathered = (nowNanos - filledAtNanos) / MINUTE_NANOS * perMinute;
    tokens = Math.min(burst, tokens + Math.max(0, gathered));
    filledAtNanos = nowNanos;
    double kept = somebodyWaits ? 0 : Math.floor(burst * RESERVED);
    if (tokens < 1 + kept) {
      return false;
    }
    tokens--;
    return true;
  }

  /** How long one takes to gather. */
  public static Duration interval(int perMinute) {
    return Duration.ofNanos((long) (MINUTE_NANOS / perMinute));
  }

  private static double burst(int perMinute) {
    return Math.max(1, (double) perMinute / BURSTS_PER_MINUTE);
  }
}
