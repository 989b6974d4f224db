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

    int rounds = Integer.getInteger("load.rounds", 3);
    int waiting = Integer.getInteger("load.waiting", 10);

    double ratio =
        GatewayLoadBenchmark.run(
            rounds,
            Integer.getInteger("load.requests", 60),
            waiting,
            Integer.getInteger("load.nodes", 3),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    System.out.print(out.toString(StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(rounds + 3)
        .anyMatch(line -> line.matches("round 1 .* ratio: \\d.*" + waiting + " browsers waiting.*"))
        .anyMatch(line -> line.matches("throughput .* ratio: \\d.*"))
        .anyMatch(line -> line.matches("processor time .* ratio: \\d.*"))
        .anyMatch(line -> line.matches("latency.* p99: \\d.*"));
    // Far below what a long run shows: this one is short, and the machine may be busy.
    assertThat(ratio).isGreaterThan(0.02);
  }
}
