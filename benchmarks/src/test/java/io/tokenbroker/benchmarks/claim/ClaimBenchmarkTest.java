// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClaimBenchmarkTest {

  @Test
  void bothWaysAreMeasuredInOneRunAndTheirRatioIsPrinted() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    ClaimBenchmark.run(8, new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.matches(".*fenced transaction: .* read back: .* ratio: \\d.*"));
  }
}
