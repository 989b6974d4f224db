// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The spans of a process on their way to a collector: in batches, out of a bounded queue, each with
 * a deadline. Spans for which there is no room, or that a collector does not take, are lost;
 * nothing ever waits for one. Thread-safe.
 */
public final class Tracing implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int MAX_QUEUED = 4096;
  private static final int MAX_BATCH = 512;

  /** In a span of ours is nothing long: so nothing that is made long by others gets far. */
  private static final SpanLimits LIMITS =
      SpanLimits.builder().setMaxNumberOfAttributes(32).setMaxAttributeValueLength(256).build();

  /**
   * The exporter logs each failure, past SLF4J; {@link ObservedExporter} does instead. Kept here,
   * for a logger that nobody refers to forgets its level.
   */
  private static final Logger EXPORTERS_OWN = Logger.getLogger("io.opentelemetry");

  private final Optional<OpenTelemetrySdk> sdk;

  private Tracing(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
  }

  /**
   * Starts; the collector need not be there.
   *
   * @param service what the spans say that they are from
   */
  public static Tracing start(TracingSettings settings, String service) {
    return new Tracing(settings.endpoint().map(url -> sdk(url, settings.sampleRatio(), service)));
  }

  /** Where spans go; nowhere if tracing is off. */
  public OpenTelemetry openTelemetry() {
    return sdk.<OpenTelemetry>map(it -> it).orElse(OpenTelemetry.noop());
  }

  /** Sends what is queued, for at most five seconds. */
  @Override
  public void close() {
    sdk.ifPresent(it -> it.shutdown().join(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static OpenTelemetrySdk sdk(URI endpoint, double ratio, String service) {
    EXPORTERS_OWN.setLevel(Level.OFF);
    SpanExporter exporter =
        new ObservedExporter(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString())
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setTimeout(EXPORT_TIMEOUT)
                .build(),
            endpoint,
            System::nanoTime);
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setResource(
                    Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .setSpanLimits(LIMITS)
                .addSpanProcessor(
                    BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MAX_QUEUED)
                        .setMaxExportBatchSize(MAX_BATCH)
                        .setScheduleDelay(EVERY)
                        .setExporterTimeout(EXPORT_TIMEOUT)
                        .build())
                .build())
        .build();
  }
}
