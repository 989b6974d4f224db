// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.benchmarks.kafka.KafkaNodes;
import io.tokenbroker.benchmarks.measure.TemporaryFolder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Compares the gateway's callback with a bare Vert.x route that writes one record for each request
 * to the same Kafka, over real HTTP in one process, turn about, with requests of the same length;
 * only the ratios mean something. The callback does all that it does in production: it counts
 * against limits, opens a cookie, checks, seals a code, writes it, waits for the outcome, reads it
 * and redirects. The outcome is a stub's ({@link StubBroker}): what the broker does, and how a
 * record of the replies topic gets here, is nobody's. While either is measured, other browsers wait
 * at the gateway for outcomes that never come. Kafka has three nodes, as in production, beside this
 * process; or one within it, which is the least that a record can cost, so that all else shows
 * most. The clients are in this process.
 *
 * <p>{@code java -cp ... GatewayLoadBenchmark [rounds [requests [waiting [nodes]]]]}: 5 rounds of
 * 2,000 requests with 1,000 waiting browsers and 3 nodes by default.
 */
public final class GatewayLoadBenchmark {
  private static final int CONNECTIONS = 64;

  /** Rounds until both are compiled; on a machine with few cores that takes a while. */
  private static final int WARM_UP = 40;

  private GatewayLoadBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    int waiting = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    int nodes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
    run(rounds, requests, waiting, nodes, System.out);
  }

  /**
   * Runs the comparison, and prints a line for each round and three for all of them.
   *
   * @param nodes of Kafka: 1 or 3
   * @return the median of the rounds' ratios of callbacks to requests of the bare route
   */
  static double run(int rounds, int requests, int waiting, int nodes, PrintStream out)
      throws Exception {
    try (TemporaryFolder folder = new TemporaryFolder("gateway-benchmark");
        KafkaNodes kafka = KafkaNodes.start(nodes, folder.path().resolve("kafka"));
        LoadedGateway gateway = LoadedGateway.start(folder.path(), kafka);
        HttpLoad load = new HttpLoad(CONNECTIONS);
        BareRoute bare = BareRoute.start(kafka.client(), gateway.recordBytes(load));
        WaitingBrowsers crowd = new WaitingBrowsers(gateway.port())) {
      crowd.start(gateway.flows(LoadedGateway.WAITING_USERS, waiting, load));
      List<HttpLoad.Result> ofGateway = new ArrayList<>();
      List<HttpLoad.Result> ofBare = new ArrayList<>();
      for (int round = -WARM_UP; round < rounds; round++) {
        List<HttpLoad.Call> calls = gateway.flows("user" + round + ".", requests, load);
        if (round % 2 != 0) {
          ofGateway.add(load.run(gateway.port(), calls));
        }
        ofBare.add(load.run(bare.port(), bare.calls(calls)));
        if (round % 2 == 0) {
          ofGateway.add(load.run(gateway.port(), calls));
        }
        if (round < 0) {
          ofBare.clear();
          ofGateway.clear();
        } else {
          print(out, round, ofBare.get(round), ofGateway.get(round), crowd.waiting());
        }
      }
      return summarize(out, ofBare, ofGateway);
    }
  }

  private static void print(
      PrintStream out, int round, HttpLoad.Result bare, HttpLoad.Result gateway, int waiting) {
    out.printf(
        Locale.ROOT,
        "round %d  bare route: %.0f/s  callback: %.0f/s  ratio: %.2f  (%d browsers waiting)%n",
        round + 1,
        bare.perSecond(),
        gateway.perSecond(),
        gateway.perSecond() / bare.perSecond(),
        waiting);
  }

  private static double summarize(
      PrintStream out, List<HttpLoad.Result> bare, List<HttpLoad.Result> gateway) {
    double ratio =
        HttpLoad.median(
            IntStream.range(0, bare.size())
                .mapToDouble(i -> gateway.get(i).perSecond() / bare.get(i).perSecond()));
    out.printf(
        Locale.ROOT,
        "throughput  bare route: %.0f/s  callback: %.0f/s  ratio: %.2f%n",
        HttpLoad.median(bare.stream().mapToDouble(HttpLoad.Result::perSecond)),
        HttpLoad.median(gateway.stream().mapToDouble(HttpLoad.Result::perSecond)),
        ratio);
    double bareMicros = HttpLoad.median(bare.stream().mapToDouble(HttpLoad.Result::cpuMicros));
    double micros = HttpLoad.median(gateway.stream().mapToDouble(HttpLoad.Result::cpuMicros));
    out.printf(
        Locale.ROOT,
        "processor time of a request  bare route: %.0f us  callback: %.0f us  ratio: %.2f%n",
        bareMicros,
        micros,
        bareMicros / micros);
    out.printf(
        Locale.ROOT,
        "latency, callback / bare route  p50: %.2f  p95: %.2f  p99: %.2f%n",
        HttpLoad.percentile(gateway, 0.50) / HttpLoad.percentile(bare, 0.50),
        HttpLoad.percentile(gateway, 0.95) / HttpLoad.percentile(bare, 0.95),
        HttpLoad.percentile(gateway, 0.99) / HttpLoad.percentile(bare, 0.99));
    return ratio;
  }
}
