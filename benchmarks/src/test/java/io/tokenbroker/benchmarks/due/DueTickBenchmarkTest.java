// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.due;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DueTickBenchmarkTest {

  @Test
  void manyAndFewAreMeasuredInOneRunAndTheirRatioIsPrinted() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    DueTickBenchmark.run(12_000, 6_000, new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8)).matches("(?s).* ratio: \\d.*");
  }
}
