// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GatewayLoadBenchmarkTest {

  @Test
  void bothRoutesAreMeasuredInOneRunWhileOtherBrowsersWait() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int waiting = Integer.getInteger("load.waiting", 10);

    double lowest =
        GatewayLoadBenchmark.run(
            Integer.getInteger("load.rounds", 3),
            Integer.getInteger("load.requests", 60),
            waiting,
            Integer.getInteger("load.nodes", 3),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    System.out.print(out.toString(StandardCharsets.UTF_8));

    String crowded = " clients, " + waiting + " browsers waiting ";
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(13)
        .anyMatch(line -> line.matches("64 clients, .* waiting / with none  ratio: \\d.*"))
        .anyMatch(line -> line.matches("16" + crowded + ".* as Kafka ships it: .* ratio: \\d.*"))
        .anyMatch(line -> line.matches("64" + crowded + ".* the gateway's: .* ratio: \\d.*"))
        .anyMatch(line -> line.matches("256" + crowded + ".* ratio: \\d.*"))
        .anyMatch(line -> line.matches("  processor time .* p99: \\d.*"));
    // Far below what a long run shows: this one is short, and the machine may be busy.
    assertThat(lowest).isGreaterThan(0.02);
  }
}
