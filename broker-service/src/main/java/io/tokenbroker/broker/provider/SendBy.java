// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when a claim may still lead to a call. Looked at by both clocks: the monotonic one may
 * stand still while a machine is suspended, the other may be set.
 *
 * @param claimedAt when the claim was made, by the clock; it is in the claim
 * @param claimedAtNanos the same, by the monotonic clock
 * @param limit how long it is good for
 * @param clock tells the time
 */
record SendBy(Instant claimedAt, long claimedAtNanos, Duration limit, Clock clock) {

  boolean hasPassed() {
    return age().compareTo(limit) >= 0 || !clock.instant().isBefore(claimedAt.plus(limit));
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - claimedAtNanos);
  }
}
