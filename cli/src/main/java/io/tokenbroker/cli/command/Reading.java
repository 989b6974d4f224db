// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.io.PrintWriter;
import java.time.Duration;

/** Says on standard error now and then how much has been read, where that takes long. */
final class Reading implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final PrintWriter err;
  private final String what;
  private long lastTold = System.nanoTime();
  private long count;
  private boolean told;

  Reading(PrintWriter err, String what) {
    this.err = err;
    this.what = what;
  }

  /** One more was read. */
  void one() {
    count++;
    if (System.nanoTime() - lastTold >= EVERY.toNanos()) {
      lastTold = System.nanoTime();
      told = true;
      tell("read " + count + " " + what + " so far");
    }
  }

  @Override
  public void close() {
    if (told) {
      tell("read " + count + " " + what);
    }
  }

  private void tell(String text) {
    err.println(text);
    err.flush();
  }
}
