// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that a caller is calling or whose result it is publishing. An attempt stays until
 * its result was read back from the log: a partition that went and came back in between must not
 * take it for abandoned. Thread-safe.
 */
final class InFlight {
  private static final Duration FORGET_AFTER = Duration.ofMinutes(2);

  /** By attempt: when its result was published, in nanoseconds; {@link #CALLING} before. */
  private final Map<Attempt.Id, Long> attempts = new ConcurrentHashMap<>();

  private static final long CALLING = Long.MIN_VALUE;

  void add(Attempt.Id id) {
    attempts.put(id, CALLING);
  }

  /** The result is in the log; or it is lost, and the claim is like that of an owner that died. */
  void done(Attempt.Id id, boolean written) {
    if (written) {
      attempts.computeIfPresent(id, (same, state) -> System.nanoTime());
    } else {
      attempts.remove(id);
    }
  }

  /** A result was read back. While the call is out it is somebody else's, and changes nothing. */
  void readBack(Attempt.Id id) {
    attempts.computeIfPresent(id, InFlight::keptWhileCalling);
  }

  private static @Nullable Long keptWhileCalling(Attempt.Id id, Long state) {
    return state == CALLING ? state : null;
  }

  boolean contains(Attempt.Id id) {
    return attempts.containsKey(id);
  }

  boolean isBusy() {
    return attempts.containsValue(CALLING);
  }

  /** Results of partitions that now belong to others are not read back here. */
  void forgetPublished() {
    long now = System.nanoTime();
    attempts.values().removeIf(state -> state != CALLING && now - state > FORGET_AFTER.toNanos());
  }
}
