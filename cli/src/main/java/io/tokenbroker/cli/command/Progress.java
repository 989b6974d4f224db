// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says on standard error how far a long run is, now and then, and what was done where it ends
 * before its time: killed, or by a failure. Thread-safe.
 */
final class Progress implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final String what;
  private final long total;
  private final String afterInterruption;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Thread hook = new Thread(this::interrupted, "interrupted");
  private long lastTold = System.nanoTime();
  private long done;
  private boolean finished;

  /**
   * @param what the many, for example {@code grants}
   * @param afterInterruption what to know when it did not come to its end
   */
  Progress(PrintWriter err, String what, long total, String afterInterruption) {
    this.err = err;
    this.what = what;
    this.total = total;
    this.afterInterruption = afterInterruption;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** One more is done, with this result. */
  synchronized void count(String result) {
    counts.merge(result, 1L, Long::sum);
    done++;
    if (System.nanoTime() - lastTold >= EVERY.toNanos()) {
      lastTold = System.nanoTime();
      tell(summary());
    }
  }

  /** All are done: tells the sums. */
  synchronized void finish() {
    finished = true;
    tell(summary());
  }

  /** Says so where it was not finished. */
  @Override
  public synchronized void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook tells.
      return;
    }
    if (!finished) {
      tell("stopped: " + summary() + "; " + afterInterruption);
    }
  }

  /** For example {@code 120 of 200 grants: 2 absent, 118 revoked}. */
  synchronized String summary() {
    return done
        + " of "
        + total
        + " "
        + what
        + (counts.isEmpty() ? "" : ": ")
        + counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  private synchronized void interrupted() {
    tell("interrupted: " + summary() + "; " + afterInterruption);
  }

  private void tell(String text) {
    err.println(text);
    err.flush();
  }
}
