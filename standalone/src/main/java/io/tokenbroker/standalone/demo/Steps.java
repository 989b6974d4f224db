// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** Prints one line for each step of the story: whether it held, and how long it took. */
final class Steps {
  private final PrintWriter out;
  private int held;

  Steps(PrintWriter out) {
    this.out = out;
  }

  /**
   * Runs a step.
   *
   * @throws StepFailedException if it failed, after that was printed
   */
  <T> T step(String what, Callable<T> action) {
    long start = System.nanoTime();
    try {
      T result = action.call();
      print("ok    ", start, what);
      held++;
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(start, what, "interrupted");
    } catch (StepFailedException | TimeoutException e) {
      throw failed(start, what, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      throw failed(start, what, e.toString());
    }
  }

  /** How many steps held. */
  int held() {
    return held;
  }

  /** Fails the step unless the condition holds. */
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new StepFailedException(otherwise);
    }
  }

  private StepFailedException failed(long start, String what, String why) {
    print("FAILED", start, what + ": " + why);
    return new StepFailedException(what + ": " + why);
  }

  private void print(String verdict, long start, String text) {
    out.printf("%s %6d ms  %s%n", verdict, (System.nanoTime() - start) / 1_000_000, text);
    out.flush();
  }
}
