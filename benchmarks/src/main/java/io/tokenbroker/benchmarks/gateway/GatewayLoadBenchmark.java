// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.benchmarks.measure.TemporaryFolder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the gateway's callback with a bare Vert.x route that writes one record for each request
 * to the same Kafka, over real HTTP in one process, turn about, with requests of the same length;
 * only the ratios mean something. The callback opens a cookie, seals a code, writes it, and waits
 * for the outcome, which a stub broker tells the gateway as soon as the record is durable: what the
 * broker and the replies topic cost is nobody's here. Meanwhile other browsers wait for outcomes
 * that never come.
 *
 * <p>{@code java -cp ... GatewayLoadBenchmark [rounds [requests [waiting]]]}: 5 rounds of 2,000
 * requests with 1,000 waiting browsers by default.
 */
public final class GatewayLoadBenchmark {
  private static final int CONNECTIONS = 64;
  private static final int WARM_UP = 2;

  private GatewayLoadBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    int waiting = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    run(rounds, requests, waiting, System.out);
  }

  /** Runs the comparison, and prints a line for each round and two for all of them. */
  static void run(int rounds, int requests, int waiting, PrintStream out) throws Exception {
    try (TemporaryFolder folder = new TemporaryFolder("gateway-benchmark");
        LoadedGateway gateway = LoadedGateway.start(folder.path());
        BareRoute bare = BareRoute.start(gateway.kafkaClient());
        HttpLoad load = new HttpLoad(CONNECTIONS);
        WaitingBrowsers crowd = new WaitingBrowsers(gateway.port())) {
      crowd.start(gateway.flows(LoadedGateway.WAITING_USER, waiting, load));
      List<HttpLoad.Result> ofGateway = new ArrayList<>();
      List<HttpLoad.Result> ofBare = new ArrayList<>();
      for (int round = -WARM_UP; round < rounds; round++) {
        List<HttpLoad.Call> calls = gateway.flows("user" + round, requests, load);
        HttpLoad.Result bareResult = load.run(bare.port(), bare.calls(calls));
        HttpLoad.Result gatewayResult = load.run(gateway.port(), calls);
        if (round >= 0) {
          ofBare.add(bareResult);
          ofGateway.add(gatewayResult);
          print(out, round, bareResult, gatewayResult, crowd.waiting());
        }
      }
      summarize(out, ofBare, ofGateway);
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

  private static void summarize(
      PrintStream out, List<HttpLoad.Result> bare, List<HttpLoad.Result> gateway) {
    double bareMedian = HttpLoad.medianPerSecond(bare);
    double gatewayMedian = HttpLoad.medianPerSecond(gateway);
    out.printf(
        Locale.ROOT,
        "throughput  bare route: %.0f/s  callback: %.0f/s  ratio: %.2f%n",
        bareMedian,
        gatewayMedian,
        gatewayMedian / bareMedian);
    out.printf(
        Locale.ROOT,
        "latency, callback / bare route  p50: %.2f  p95: %.2f  p99: %.2f%n",
        HttpLoad.percentile(gateway, 0.50) / HttpLoad.percentile(bare, 0.50),
        HttpLoad.percentile(gateway, 0.95) / HttpLoad.percentile(bare, 0.95),
        HttpLoad.percentile(gateway, 0.99) / HttpLoad.percentile(bare, 0.99));
  }
}
