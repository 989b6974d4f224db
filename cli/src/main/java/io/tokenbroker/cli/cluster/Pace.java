// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * At most so many of something in a second, evenly spaced: what was missed is not caught up. Not
 * thread-safe.
 */
public final class Pace {
  private final long interval;
  private final LongSupplier nanos;
  private long next;

  /**
   * @param perSecond 1 to 1000
   */
  public Pace(int perSecond) {
    this(perSecond, System::nanoTime);
  }

  Pace(int perSecond, LongSupplier nanos) {
    if (perSecond < 1 || perSecond > 1000) {
      throw new IllegalArgumentException("a rate is 1 to 1000 a second, not " + perSecond);
    }
    this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
    this.nanos = nanos;
    this.next = nanos.getAsLong();
  }

  /** How long until the next may be done; zero if it may be done now. */
  Duration untilNext() {
    return Duration.ofNanos(Math.max(0, next - nanos.getAsLong()));
  }

  /** One is done now. */
  void take() {
    long now = nanos.getAsLong();
    next = (next - now > 0 ? next : now) + interval;
  }
}
