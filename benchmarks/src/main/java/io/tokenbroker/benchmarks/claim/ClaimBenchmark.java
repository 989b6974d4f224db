// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.claim;

import io.tokenbroker.benchmarks.measure.Median;
import io.tokenbroker.benchmarks.measure.TemporaryFolder;
import io.tokenbroker.standalone.kafka.EmbeddedKafka;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Compares two ways to make a claim that only the partition's owner can win: a transaction of a
 * producer that is fenced by partition, and a plain write that is read back (the first in the log
 * wins). Both run turn about in one process against one broker; only the ratio means something.
 *
 * <p>{@code java -cp ... ClaimBenchmark [rounds]}, 300 rounds by default.
 */
public final class ClaimBenchmark {
  private static final int DEFAULT_ROUNDS = 300;
  private static final List<Integer> BATCHES = List.of(1, 64);
  private static final String TOPIC = "claims";

  private ClaimBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
    run(rounds, System.out);
  }

  /** Runs the comparison and prints a line for each batch size. */
  static void run(int rounds, PrintStream out) throws Exception {
    try (TemporaryFolder folder = new TemporaryFolder("claim-benchmark");
        EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder.path()))) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        admin
            .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
            .all()
            .get(20, TimeUnit.SECONDS);
      }
      try (FencedClaims fenced = new FencedClaims(client, TOPIC);
          ReadBackClaims readBack = new ReadBackClaims(client, TOPIC)) {
        for (int batch : BATCHES) {
          compare(fenced, readBack, rounds, batch, out);
        }
      }
    }
  }

  private static void compare(
      FencedClaims fenced, ReadBackClaims readBack, int rounds, int batch, PrintStream out)
      throws Exception {
    long[] ofFenced = new long[rounds];
    long[] ofReadBack = new long[rounds];
    for (int round = -rounds / 4; round < rounds; round++) {
      long first = time(() -> fenced.claim(batch));
      long second = time(() -> readBack.claim(batch));
      if (round >= 0) {
        ofFenced[round] = first;
        ofReadBack[round] = second;
      }
    }
    double fencedMs = Median.millis(ofFenced);
    double readBackMs = Median.millis(ofReadBack);
    out.printf(
        Locale.ROOT,
        "claims at once: %2d  fenced transaction: %.2f ms  read back: %.2f ms  ratio: %.2f%n",
        batch,
        fencedMs,
        readBackMs,
        fencedMs / readBackMs);
  }

  /** A way to make claims. */
  interface Step {
    void run() throws Exception;
  }

  private static long time(Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    return System.nanoTime() - start;
  }
}
