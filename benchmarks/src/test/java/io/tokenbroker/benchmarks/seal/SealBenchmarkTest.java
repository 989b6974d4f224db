// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealBenchmarkTest {

  @Test
  void bothWaysOfSealingAreMeasuredInOneRun() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    SealBenchmark.run(
        Integer.getInteger("seal.rounds", 1),
        Integer.getInteger("seal.count", 10),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    System.out.print(out.toString(StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .matches("seal .* plain Java: \\d.* ours: \\d.* ratio: \\d.*");
  }
}
