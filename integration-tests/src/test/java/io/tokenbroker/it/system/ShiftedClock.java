// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock, moved forward by hand, for what takes longer than a test. Thread-safe. */
public final class ShiftedClock extends Clock {
  private volatile Duration shift = Duration.ZERO;

  /** Moves it on. */
  public synchronized void shift(Duration further) {
    shift = shift.plus(further);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(shift);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock knows no zones");
  }
}
