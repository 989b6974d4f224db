// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.seal;

import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import io.tokenbroker.benchmarks.measure.Median;
import io.tokenbroker.benchmarks.measure.TemporaryFolder;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Sealer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Compares sealing for the broker's inbox with the same of Tink in plain Java, in one thread, turn
 * about; only the ratio means something.
 *
 * <p>{@code java -cp ... SealBenchmark [rounds [seals]]}: 15 rounds of 2,000 by default.
 */
public final class SealBenchmark {
  private static final String PUBLIC_KEYSET = "broker-inbox-public.keyset.json";
  private static final int WARM_UP = 5;
  private static final byte[] CODE = new byte[40];
  private static final AssociatedData DATA =
      new AssociatedData("AuthorizationCodeReceived", "acme/crm/personal/ann/default", "code", "");

  private SealBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    int seals = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    run(rounds, seals, System.out);
  }

  /** Runs the comparison, and prints one line. */
  static void run(int rounds, int seals, PrintStream out) throws Exception {
    try (TemporaryFolder folder = new TemporaryFolder("seal-benchmark")) {
      Path keys = folder.path().resolve("keys");
      KeysetFolder keysets =
          KeysetFolder.create(keys, KeyEncryptionKey.createFile(folder.path().resolve("kek")));
      // Tink chooses its curve when the primitive is made: this one before ours is there.
      HybridEncrypt plainJava =
          TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(
                  Files.readString(keys.resolve(PUBLIC_KEYSET)))
              .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);
      Sealer sealer = keysets.brokerInboxSealer();
      long[] ofJava = new long[rounds];
      long[] ofOurs = new long[rounds];
      for (int round = -WARM_UP; round < rounds; round++) {
        long java = nanos(seals, () -> plainJava.encrypt(CODE, new byte[100]));
        long ours = nanos(seals, () -> sealer.seal(CODE, DATA));
        if (round >= 0) {
          ofJava[round] = java;
          ofOurs[round] = ours;
        }
      }
      print(out, Median.millis(ofJava) * 1e3 / seals, Median.millis(ofOurs) * 1e3 / seals);
    }
  }

  private static void print(PrintStream out, double java, double ours) {
    out.printf(
        Locale.ROOT,
        "seal for the broker's inbox  plain Java: %.0f us  ours: %.0f us  ratio: %.2f%n",
        java,
        ours,
        java / ours);
  }

  @FunctionalInterface
  private interface Step {
    Object run() throws Exception;
  }

  private static long nanos(int count, Step step) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      var unused = step.run();
    }
    return System.nanoTime() - start;
  }
}
