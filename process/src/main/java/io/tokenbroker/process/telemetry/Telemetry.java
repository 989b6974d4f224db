// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;

/**
 * What a process tells about itself while it runs. A composition root makes one and hands its parts
 * to those that measure.
 *
 * @param meters counters, timers and gauges; read by Prometheus
 * @param tracing spans; sent by OTLP where an operator says so
 */
public record Telemetry(MeterRegistry meters, OpenTelemetry tracing) {
  /** Tells nobody anything: for tests, and where others look after telemetry. */
  public static Telemetry none() {
    return new Telemetry(new CompositeMeterRegistry(), OpenTelemetry.noop());
  }

  /** This telemetry with other spans. */
  public Telemetry withTracing(OpenTelemetry other) {
    return new Telemetry(meters, other);
  }
}
