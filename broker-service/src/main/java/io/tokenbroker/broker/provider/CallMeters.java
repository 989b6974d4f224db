// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.process.metrics.LabelValues;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the provider caller tells of itself. Meters are kept, not looked up. Thread-safe. */
public final class CallMeters {
  private static final int MAX_PROVIDERS = 200;
  private static final int MAX_REASONS = 40;
  private static final String UNKNOWN = "unknown";
  private static final String NOT_SENT = "not_sent";

  private final Meters meters;
  private final LabelValues providers = new LabelValues(MAX_PROVIDERS);
  private final LabelValues reasons = new LabelValues(MAX_REASONS);
  private final Map<String, Provider> known = new ConcurrentHashMap<>();
  private final Map<Ended, Counter> ended = new ConcurrentHashMap<>();
  private final Map<Call, Timer> times = new ConcurrentHashMap<>();
  private final Map<String, Counter> notSent = new ConcurrentHashMap<>();
  private final Map<String, Counter> unknown = new ConcurrentHashMap<>();
  private final Counter claims;
  private volatile int open;
  private volatile long oldestNanos;

  private record Call(String provider, ProviderCall kind) {}

  private record Ended(String provider, ProviderCall kind, String result) {}

  private record Provider(AtomicInteger inFlight, AtomicInteger openCircuits) {}

  public CallMeters(Meters meters, ProviderLimits limits) {
    this.meters = meters;
    this.claims = meters.counter(Metric.CLAIMS);
    notSent("circuit_open", 0);
    unknown("no_reply_in_time", 0);
    unknown("reply_lost", 0);
    unknown("owner_lost", 0);
    meters.gauge(Metric.PLACES, limits::places, "all");
    meters.gauge(Metric.PLACES, limits::placesPerProvider, "each");
    meters.gauge(Metric.OPEN_REQUESTS, () -> open);
    meters.gauge(
        Metric.OLDEST_REQUEST, () -> open == 0 ? 0 : (System.nanoTime() - oldestNanos) / 1e9);
  }

  /** Tells nobody anything. */
  static CallMeters none() {
    return new CallMeters(new Meters(new CompositeMeterRegistry()), ProviderLimits.defaults());
  }

  /** What a connector's provider is called: its profile's name, or the origin. */
  String provider(ConnectorDefined connector, String origin) {
    return providers.of(connector.getProvider().orElse(origin));
  }

  void claimed() {
    claims.increment();
  }

  /** A call is let through. */
  void began(String provider) {
    of(provider).inFlight().incrementAndGet();
  }

  /** A call that was let through has ended. */
  void ended(String provider, ProviderCall kind, CallOutcome outcome, Duration took) {
    of(provider).inFlight().decrementAndGet();
    if (!(outcome instanceof CallOutcome.NotSent)) {
      times
          .computeIfAbsent(
              new Call(provider, kind),
              call -> meters.timer(Metric.PROVIDER_CALL_TIME, call.provider(), label(call.kind())))
          .record(took);
    }
    count(provider, kind, outcome);
  }

  /** A call was not let through. */
  void refused(String provider, ProviderCall kind, CallOutcome.NotSent refusal) {
    count(provider, kind, refusal);
  }

  /** An attempt ended without a call. */
  void notSent(String reason) {
    notSent(reason, 1);
  }

  /** Nobody knows whether the provider carried a call out. */
  void unknown(String reason) {
    unknown(reason, 1);
  }

  /** A connector's circuit opened, or is closed again. */
  void circuit(String provider, boolean isOpen) {
    of(provider).openCircuits().addAndGet(isOpen ? 1 : -1);
  }

  /**
   * What is open.
   *
   * @param oldestSinceNanos when the oldest request was first seen, by the monotonic clock
   */
  void open(int count, long oldestSinceNanos) {
    oldestNanos = oldestSinceNanos;
    open = count;
  }

  private void count(String provider, ProviderCall kind, CallOutcome outcome) {
    ended
        .computeIfAbsent(
            new Ended(provider, kind, result(outcome)),
            call ->
                meters.counter(
                    Metric.PROVIDER_CALLS, call.provider(), label(call.kind()), call.result()))
        .increment();
    if (outcome instanceof CallOutcome.NotSent refusal) {
      notSent(refusal.reason());
    } else if (outcome instanceof CallOutcome.Unknown lost) {
      unknown(lost.reason());
    }
  }

  private static String result(CallOutcome outcome) {
    if (outcome instanceof CallOutcome.Failed failed) {
      return switch (failed.errorClass()) {
        case TRANSIENT -> "transient";
        case REAUTHORIZE -> "reauthorize";
        case CONFIGURATION -> "configuration";
        case UNKNOWN -> "refused";
      };
    }
    if (outcome instanceof CallOutcome.NotSent) {
      return NOT_SENT;
    }
    return outcome instanceof CallOutcome.Unknown ? UNKNOWN : "succeeded";
  }

  private void notSent(String reason, int times) {
    notSent
        .computeIfAbsent(reasons.of(reason), known -> meters.counter(Metric.CALLS_NOT_SENT, known))
        .increment(times);
  }

  private void unknown(String reason, int times) {
    unknown
        .computeIfAbsent(reasons.of(reason), known -> meters.counter(Metric.CALLS_UNKNOWN, known))
        .increment(times);
  }

  private Provider of(String provider) {
    return known.computeIfAbsent(provider, this::register);
  }

  private Provider register(String name) {
    Provider provider = new Provider(new AtomicInteger(), new AtomicInteger());
    meters.gauge(Metric.CALLS_IN_FLIGHT, provider.inFlight()::get, name);
    meters.gauge(Metric.CIRCUITS_OPEN, provider.openCircuits()::get, name);
    for (String result : new String[] {"succeeded", "transient", UNKNOWN, NOT_SENT}) {
      ended.computeIfAbsent(
          new Ended(name, ProviderCall.REFRESH, result),
          call ->
              meters.counter(
                  Metric.PROVIDER_CALLS, call.provider(), label(call.kind()), call.result()));
    }
    return provider;
  }

  private static String label(ProviderCall kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
