// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.measure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tokenbroker.process.metrics.LabelValues;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Counts what comes in. Meters are kept, not looked up. Thread-safe. */
public final class GatewayMeters {
  private static final int MAX_NAMES = 60;

  private final Meters meters;
  private final LabelValues names = new LabelValues(MAX_NAMES);
  private final Map<Request, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, Counter> limited = new ConcurrentHashMap<>();
  private final Map<String, Counter> refused = new ConcurrentHashMap<>();
  private final Timer callbacks;

  private record Request(String route, String method, int status) {}

  public GatewayMeters(Meters meters) {
    this.meters = meters;
    this.callbacks = meters.timer(Metric.CALLBACKS);
    rateLimited("failures_per_address", 0);
    refused("callback_expired", 0);
  }

  /** Tells nobody anything. */
  public static GatewayMeters none() {
    return new GatewayMeters(new Meters(new CompositeMeterRegistry()));
  }

  /**
   * A request was answered.
   *
   * @param route the pattern, never the address
   * @param method one of the known ones, or other
   */
  public void answered(String route, String method, int status, Duration took) {
    requests
        .computeIfAbsent(
            new Request(route, method, status),
            request ->
                meters.timer(
                    Metric.HTTP_REQUESTS,
                    request.route(),
                    request.method(),
                    Integer.toString(request.status())))
        .record(took);
  }

  /** A browser that came back from a provider has its answer. */
  public void calledBack(Duration took) {
    callbacks.record(took);
  }

  /** A request was one too many. */
  public void rateLimited(String limit) {
    rateLimited(limit, 1);
  }

  /** A browser's request was refused. */
  public void refused(String reason) {
    refused(reason, 1);
  }

  /** A gauge; the value is asked at every scrape. */
  public void gauge(Metric metric, Supplier<Number> value, String... labels) {
    meters.gauge(metric, value, labels);
  }

  private void rateLimited(String limit, int times) {
    limited
        .computeIfAbsent(names.of(limit), known -> meters.counter(Metric.RATE_LIMITED, known))
        .increment(times);
  }

  private void refused(String reason, int times) {
    refused
        .computeIfAbsent(names.of(reason), known -> meters.counter(Metric.REFUSED, known))
        .increment(times);
  }
}
