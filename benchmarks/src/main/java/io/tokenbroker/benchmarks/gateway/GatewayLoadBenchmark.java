// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.benchmarks.gateway.BareRoute.ProducerSettings;
import io.tokenbroker.benchmarks.kafka.KafkaNodes;
import io.tokenbroker.benchmarks.measure.TemporaryFolder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
 * <p>There are two bare routes: one with a producer as Kafka ships it, and one with the settings of
 * the gateway's own, which are tuned for many requests at once.
 *
 * <p>{@code java -cp ... GatewayLoadBenchmark [rounds [requests [waiting [nodes]]]]}: 5 rounds of
 * 2,000 requests with 1,000 waiting browsers and 3 nodes by default.
 */
public final class GatewayLoadBenchmark {
  /** How many send at once; the first is what all are warmed up with. */
  private static final List<Integer> CLIENTS = List.of(64, 16, 256);

  /** Rounds until all are compiled; on a machine with few cores that takes a while. */
  private static final int WARM_UP = 40;

  private final LoadedGateway gateway;
  private final HttpLoad load;
  private final Map<ProducerSettings, BareRoute> bare;
  private int measured;

  private GatewayLoadBenchmark(
      LoadedGateway gateway, HttpLoad load, Map<ProducerSettings, BareRoute> bare) {
    this.gateway = gateway;
    this.load = load;
    this.bare = bare;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000;
    int waiting = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    int nodes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
    run(rounds, requests, waiting, nodes, System.out);
  }

  /**
   * Runs the comparison, and prints what it shows.
   *
   * @param nodes of Kafka: 1 or 3
   * @return the lowest of the medians of ratios of callbacks to requests of a bare route
   */
  static double run(int rounds, int requests, int waiting, int nodes, PrintStream out)
      throws Exception {
    try (TemporaryFolder folder = new TemporaryFolder("gateway-benchmark");
        KafkaNodes kafka = KafkaNodes.start(nodes, folder.path().resolve("kafka"));
        LoadedGateway gateway = LoadedGateway.start(folder.path(), kafka);
        HttpLoad load = new HttpLoad(Collections.max(CLIENTS));
        BareRoute shipped = start(kafka, ProducerSettings.SHIPPED, gateway, load);
        BareRoute tuned = start(kafka, ProducerSettings.GATEWAYS, gateway, load);
        WaitingBrowsers crowd = new WaitingBrowsers(gateway.port())) {
      GatewayLoadBenchmark benchmark =
          new GatewayLoadBenchmark(
              gateway,
              load,
              new EnumMap<>(
                  Map.of(ProducerSettings.SHIPPED, shipped, ProducerSettings.GATEWAYS, tuned)));
      return benchmark.run(rounds, requests, waiting, crowd, new LoadReport(out));
    }
  }

  private static BareRoute start(
      KafkaNodes kafka, ProducerSettings producer, LoadedGateway gateway, HttpLoad load)
      throws Exception {
    return BareRoute.start(kafka.client(), producer, gateway.recordBytes(load));
  }

  private double run(
      int rounds, int requests, int waiting, WaitingBrowsers crowd, LoadReport report)
      throws Exception {
    int first = CLIENTS.get(0);
    var unused = rounds(WARM_UP, requests, first);
    List<HttpLoad.Result> alone = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      alone.add(load.run(gateway.port(), callbacks(requests), first));
    }
    crowd.start(gateway.flows(LoadedGateway.WAITING_USERS, waiting, load));
    double lowest = Double.MAX_VALUE;
    for (int clients : CLIENTS) {
      List<LoadRound> results = rounds(rounds, requests, clients);
      if (clients == first) {
        report.compareWaiting(clients, crowd.waiting(), alone, results);
      }
      report.compare(clients, crowd.waiting(), results);
      for (ProducerSettings producer : bare.keySet()) {
        lowest = Math.min(lowest, LoadReport.median(results, round -> round.ratio(producer)));
      }
    }
    return lowest;
  }

  private List<LoadRound> rounds(int count, int requests, int clients) throws Exception {
    List<LoadRound> rounds = new ArrayList<>();
    for (int round = 0; round < count; round++) {
      rounds.add(round(callbacks(requests), clients, round % 2 == 0));
    }
    return rounds;
  }

  /** Whoever comes first in one round comes last in the next. */
  private LoadRound round(List<HttpLoad.Call> callbacks, int clients, boolean callbackFirst) {
    List<HttpLoad.Result> ofGateway = new ArrayList<>();
    if (callbackFirst) {
      ofGateway.add(load.run(gateway.port(), callbacks, clients));
    }
    Map<ProducerSettings, HttpLoad.Result> ofBare = new EnumMap<>(ProducerSettings.class);
    bare.forEach(
        (producer, route) ->
            ofBare.put(producer, load.run(route.port(), route.calls(callbacks), clients)));
    if (!callbackFirst) {
      ofGateway.add(load.run(gateway.port(), callbacks, clients));
    }
    return new LoadRound(ofGateway.get(0), ofBare);
  }

  private List<HttpLoad.Call> callbacks(int count) throws Exception {
    return gateway.flows("user" + measured++ + ".", count, load);
  }
}
