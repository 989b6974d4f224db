// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.benchmarks.gateway.BareRoute.ProducerSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Says what was measured: medians of rounds, and how far the rounds' ratios are apart. */
final class LoadReport {
  private final PrintStream out;

  LoadReport(PrintStream out) {
    this.out = out;
  }

  /** Two lines for each bare route. */
  void compare(int clients, int waiting, List<LoadRound> rounds) {
    for (ProducerSettings producer : ProducerSettings.values()) {
      double[] ratios =
          rounds.stream().mapToDouble(round -> round.ratio(producer)).sorted().toArray();
      print(
          "%d clients, %d browsers waiting  callback: %.0f/s  bare route, producer %s: %.0f/s"
              + "  ratio: %.2f (%.2f to %.2f)",
          clients,
          waiting,
          median(rounds, round -> round.callback().perSecond()),
          producer,
          median(rounds, round -> round.bare(producer).perSecond()),
          median(rounds, round -> round.ratio(producer)),
          ratios[0],
          ratios[ratios.length - 1]);
      print(
          "  processor time  callback: %.0f us  bare route: %.0f us;"
              + "  latency, callback / bare route  p50: %.2f  p95: %.2f  p99: %.2f",
          median(rounds, round -> round.callback().cpuMicros()),
          median(rounds, round -> round.bare(producer).cpuMicros()),
          latency(rounds, producer, 0.50),
          latency(rounds, producer, 0.95),
          latency(rounds, producer, 0.99));
    }
  }

  /** Whether the callbacks' rate holds while others wait. */
  void compareWaiting(
      int clients, int waiting, List<HttpLoad.Result> alone, List<LoadRound> crowded) {
    print(
        "%d clients, callbacks with %d browsers waiting / with none  ratio: %.2f",
        clients,
        waiting,
        median(crowded, round -> round.callback().perSecond())
            / median(alone, HttpLoad.Result::perSecond));
  }

  private void print(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  private static double latency(List<LoadRound> rounds, ProducerSettings producer, double share) {
    return HttpLoad.percentile(rounds.stream().map(LoadRound::callback).toList(), share)
        / HttpLoad.percentile(rounds.stream().map(round -> round.bare(producer)).toList(), share);
  }

  static <T> double median(List<T> rounds, ToDoubleFunction<T> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    return DoubleStream.of(sorted[(sorted.length - 1) / 2], sorted[sorted.length / 2])
        .average()
        .orElseThrow();
  }
}
