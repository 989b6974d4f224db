// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.due;

import io.tokenbroker.benchmarks.measure.Median;
import io.tokenbroker.benchmarks.measure.TemporaryFolder;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Compares a tick with 100 grants due among many with a tick with 100 due among few, turn about in
 * one process: the index must make them cost the same.
 *
 * <p>{@code java -cp ... DueTickBenchmark [many] [few]}, 1,000,000 and 10,000 by default.
 */
public final class DueTickBenchmark {
  private static final int TICKS = 60;
  private static final int WARM_UP = 20;

  private DueTickBenchmark() {}

  public static void main(String[] arguments) {
    int many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int few = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
    run(many, few, System.out);
  }

  static void run(int many, int few, PrintStream out) {
    try (TemporaryFolder folder = new TemporaryFolder("due-tick")) {
      KeysetFolder keysets =
          KeysetFolder.create(
              folder.path().resolve("keys"),
              KeyEncryptionKey.createFile(folder.path().resolve("kek")));
      try (StoredGrants ofMany =
              new StoredGrants(many, TICKS, folder.path().resolve("many"), keysets);
          StoredGrants ofFew =
              new StoredGrants(few, TICKS, folder.path().resolve("few"), keysets)) {
        compare(many, ofMany, few, ofFew, out);
      }
    }
  }

  private static void compare(
      int many, StoredGrants ofMany, int few, StoredGrants ofFew, PrintStream out) {
    long[] manyNanos = new long[TICKS - WARM_UP];
    long[] fewNanos = new long[TICKS - WARM_UP];
    for (int tick = 0; tick < TICKS; tick++) {
      long first = time(ofMany, tick);
      long second = time(ofFew, tick);
      if (tick >= WARM_UP) {
        manyNanos[tick - WARM_UP] = first;
        fewNanos[tick - WARM_UP] = second;
      }
    }
    double manyMs = Median.millis(manyNanos);
    double fewMs = Median.millis(fewNanos);
    out.printf(
        Locale.ROOT,
        "tick with %d due: %,d grants: %.2f ms  %,d grants: %.2f ms  ratio: %.2f%n",
        StoredGrants.DUE_PER_TICK,
        many,
        manyMs,
        few,
        fewMs,
        manyMs / fewMs);
  }

  private static long time(StoredGrants grants, int tick) {
    long start = System.nanoTime();
    int fired = grants.tick(tick);
    long took = System.nanoTime() - start;
    if (fired != StoredGrants.DUE_PER_TICK) {
      throw new IllegalStateException("tick " + tick + " fired " + fired + " grants");
    }
    return took;
  }
}
