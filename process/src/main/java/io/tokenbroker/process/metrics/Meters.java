// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the catalogue's meters. Whoever measures often keeps what it gets: looking a meter up takes
 * an allocation or two. Thread-safe.
 */
public final class Meters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What they are kept in, for binders of others. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * A counter; it is there from now on, so that its first increase shows as one.
   *
   * @param values of the labels, in the catalogue's order
   */
  public Counter counter(Metric metric, String... values) {
    return Counter.builder(of(metric, Kind.COUNTER).meterName())
        .description(metric.meaning())
        .tags(tags(metric, values))
        .register(registry);
  }

  /** A histogram of times, like {@link #counter}. */
  public Timer timer(Metric metric, String... values) {
    return Timer.builder(of(metric, Kind.HISTOGRAM).meterName())
        .description(metric.meaning())
        .serviceLevelObjectives(BUCKETS)
        .tags(tags(metric, values))
        .register(registry);
  }

  /**
   * A gauge.
   *
   * @param value asked at every scrape: must not wait
   */
  public void gauge(Metric metric, Supplier<Number> value, String... values) {
    Gauge.Builder<Supplier<Number>> gauge =
        Gauge.builder(of(metric, Kind.GAUGE).meterName(), value)
            .description(metric.meaning())
            .tags(tags(metric, values));
    (metric.unit().isEmpty() ? gauge : gauge.baseUnit(metric.unit())).register(registry);
  }

  private static Metric of(Metric metric, Kind kind) {
    if (metric.kind() != kind) {
      throw new IllegalArgumentException(metric + " is no " + kind);
    }
    return metric;
  }

  private static List<Tag> tags(Metric metric, String... values) {
    if (metric.labels().size() != values.length) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
    List<Tag> tags = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(metric.labels().get(i), values[i]));
    }
    return tags;
  }
}
