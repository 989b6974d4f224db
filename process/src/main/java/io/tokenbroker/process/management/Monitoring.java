// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.process.telemetry.Tracing;
import io.tokenbroker.process.telemetry.TracingSettings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a process is watched: its meters, its health, and the port where both are told. A process
 * starts it first and closes it last, so that it can be asked why it is not ready. Thread-safe.
 */
public final class Monitoring implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Monitoring.class);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Health health = new Health();
  private final Set<String> gauged = ConcurrentHashMap.newKeySet();
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "health");
            thread.setDaemon(true);
            return thread;
          });
  private final Tracing tracing;
  private final ScheduledFuture<?> looking;
  private final ManagementServer server;

  /**
   * Starts; from now on the process can be asked.
   *
   * @throws ManagementException if the port can't be listened on
   */
  public static Monitoring start(ManagementSettings settings) {
    return start(settings, TracingSettings.OFF, "");
  }

  /**
   * Likewise, and sends spans.
   *
   * @param service what the spans say that they are from
   * @throws ManagementException if the port can't be listened on
   */
  public static Monitoring start(
      ManagementSettings settings, TracingSettings spans, String service) {
    Tracing tracing = Tracing.start(spans, service);
    try {
      return new Monitoring(settings, tracing);
    } catch (RuntimeException e) {
      tracing.close();
      throw e;
    }
  }

  private Monitoring(ManagementSettings settings, Tracing tracing) {
    this.tracing = tracing;
    bindJvm();
    meters.gauge(Metric.READY, () -> health.isReady() ? 1 : 0);
    gauge(health.checks());
    server = ManagementServer.start(settings, registry, health);
    looking = looks.scheduleWithFixedDelay(() -> health.look(this::gauge), 0, 1, TimeUnit.SECONDS);
    log.atInfo().addKeyValue("port", server.port()).log("metrics and health are told");
  }

  /** Meters and traces, for the process's parts. */
  public Telemetry telemetry() {
    return new Telemetry(registry, tracing.openTelemetry());
  }

  public Health health() {
    return health;
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    looking.cancel(false);
    looks.shutdownNow();
    server.close();
    collector.close();
    registry.close();
    tracing.close();
  }

  private void bindJvm() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    collector.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  private void gauge(List<Check> checks) {
    checks.stream()
        .map(Check::name)
        .filter(gauged::add)
        .forEach(name -> meters.gauge(Metric.CHECK_OK, () -> isOk(name) ? 1 : 0, name));
  }

  private boolean isOk(String name) {
    return health.checks().stream().filter(check -> check.name().equals(name)).allMatch(Check::ok);
  }
}
