// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other threads and processes do, by looking often. */
public final class Await {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

  private Await() {}

  /** A question whose answer changes with time. */
  public interface Question<T> {
    T ask() throws InterruptedException;
  }

  /** Waits until the condition holds; as {@link #present}. */
  public static boolean until(Question<Boolean> condition, Duration timeout, String what)
      throws InterruptedException, TimeoutException {
    return present(() -> condition.ask() ? Optional.of(true) : Optional.empty(), timeout, what);
  }

  /**
   * What the question gives, as soon as it gives something.
   *
   * @throws TimeoutException if it does not in time
   */
  public static <T> T present(Question<Optional<T>> question, Duration timeout, String what)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<T> answer = question.ask();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("no " + what + " within " + timeout.toSeconds() + " s");
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
