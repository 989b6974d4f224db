// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps calls from what does not work. It opens after some failures in a row, lets one call through
 * to try after a pause, and closes at that one's success; every try that fails doubles the pause.
 * Times are of a monotonic clock. Thread-safe.
 */
public final class CircuitBreaker {
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** A provider's word for one client's calls; a grant keeps to a longer one by itself. */
  static final Duration LONGEST_THROTTLE = Duration.ofMinutes(15);

  private final int failuresToOpen;
  private final Consumer<Boolean> changed;
  private int failures;
  private boolean open;
  private boolean trying;
  private long openUntilNanos;
  private Duration pause = FIRST_PAUSE;

  /** Lets a call through; its end has to be told with it. */
  public record Pass(boolean isTry) {}

  /** How a call ended, as far as it tells whether the provider works. */
  public enum End {
    WORKS,
    FAILED,
    /** It was not sent, for a reason of ours. */
    SAYS_NOTHING
  }

  public CircuitBreaker(int failuresToOpen) {
    this(failuresToOpen, isOpen -> {});
  }

  /**
   * @param changed told when it has opened (true) or closed; called under its lock
   */
  public CircuitBreaker(int failuresToOpen, Consumer<Boolean> changed) {
    this.failuresToOpen = failuresToOpen;
    this.changed = changed;
  }

  /** It is not used any more: whoever was told that it is open is told that it is not. */
  public synchronized void retire() {
    if (open) {
      open = false;
      changed.accept(false);
    }
  }

  /** Empty if the call has to wait. */
  public synchronized Optional<Pass> enter(long nowNanos) {
    if (!open) {
      return Optional.of(new Pass(false));
    }
    if (trying || nowNanos - openUntilNanos < 0) {
      return Optional.empty();
    }
    trying = true;
    return Optional.of(new Pass(true));
  }

  /** How long it stays open at least; while a call tries, as long as the pause after it may be. */
  public synchronized Duration pauseLeft(long nowNanos) {
    long left = openUntilNanos - nowNanos;
    return open && left > 0 ? Duration.ofNanos(left) : pause;
  }

  /** A call that was let through has ended. */
  public synchronized void ended(Pass pass, End end, long nowNanos) {
    if (pass.isTry()) {
      trying = false;
    }
    switch (end) {
      case WORKS -> worked(pass);
      case FAILED -> failed(pass, nowNanos);
      case SAYS_NOTHING -> {}
    }
  }

  /** The provider asks for a pause. */
  public synchronized void throttled(Pass pass, Duration asked, long nowNanos) {
    if (pass.isTry()) {
      trying = false;
    }
    Duration bounded = asked.compareTo(LONGEST_THROTTLE) > 0 ? LONGEST_THROTTLE : asked;
    openUntil(nowNanos + bounded.toNanos());
  }

  private void worked(Pass pass) {
    failures = 0;
    // While it is open only the one that tries tells: the others were sent before.
    if (pass.isTry() && open) {
      open = false;
      changed.accept(false);
      pause = FIRST_PAUSE;
    }
  }

  private void failed(Pass pass, long nowNanos) {
    if (pass.isTry()) {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      openUntil(nowNanos + pause.toNanos());
    } else if (!open && ++failures >= failuresToOpen) {
      openUntil(nowNanos + pause.toNanos());
    }
  }

  private void openUntil(long nanos) {
    openUntilNanos = open && openUntilNanos - nanos > 0 ? openUntilNanos : nanos;
    if (!open) {
      open = true;
      changed.accept(true);
    }
    failures = 0;
  }

  public synchronized boolean isOpen() {
    return open;
  }
}
