// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A provider call that is planned or under way. A slot holds one, so a second can't start. */
public sealed interface CallSlot {
  /** When the broker has to look at the slot again; empty if only somebody's wish moves it. */
  Optional<Instant> nextLook();

  /** Not called yet, and not before somebody asks. */
  record Unplanned() implements CallSlot {
    @Override
    public Optional<Instant> nextLook() {
      return Optional.empty();
    }
  }

  /** Not called yet. */
  record Scheduled(Instant at) implements CallSlot {
    @Override
    public Optional<Instant> nextLook() {
      return Optional.of(at);
    }
  }

  /**
   * Requested; its one terminal result will come.
   *
   * @param attemptId names the attempt
   * @param requestedAt when it was requested
   * @param overdueAt when its absence is reported
   */
  record InFlight(String attemptId, Instant requestedAt, Instant overdueAt) implements CallSlot {
    /**
     * Longer than a request or result is kept in its topic: nobody can know of the attempt any
     * more, so only then the core gives it up by itself.
     */
    static final Duration LOST_AFTER = Duration.ofDays(8);

    @Override
    public Optional<Instant> nextLook() {
      return Optional.of(overdueAt);
    }

    boolean isLost(Instant now) {
      return !now.isBefore(requestedAt.plus(LOST_AFTER));
    }

    /**
     * When the call was sent, by our own clock: the caller's may differ, but it was sent between
     * the request and its result.
     */
    Instant sentAt(Instant byCallersClock, Instant now) {
      Instant notLater = byCallersClock.isAfter(now) ? now : byCallersClock;
      return notLater.isBefore(requestedAt) ? requestedAt : notLater;
    }
  }

  /** Whether this slot waits for the attempt's result. */
  default boolean awaits(String attemptId) {
    return this instanceof InFlight call && call.attemptId().equals(attemptId);
  }

  /** Whether it is time to look at it. */
  default boolean isDue(Instant now) {
    return nextLook().filter(look -> !look.isAfter(now)).isPresent();
  }
}
