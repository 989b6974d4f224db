// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once a minute at most that spans are lost, and how many since it last said so. */
final class ObservedExporter implements SpanExporter {
  private static final Logger log = LoggerFactory.getLogger(ObservedExporter.class);
  private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

  private final SpanExporter exporter;
  private final URI endpoint;
  private final LongSupplier nanoTime;
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong saysAgainAt;

  ObservedExporter(SpanExporter exporter, URI endpoint, LongSupplier nanoTime) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.nanoTime = nanoTime;
    this.saysAgainAt = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            lost(count, Optional.ofNullable(result.getFailureThrowable()));
          }
        });
  }

  private void lost(int count, Optional<Throwable> why) {
    lost.addAndGet(count);
    long now = nanoTime.getAsLong();
    long due = saysAgainAt.get();
    if (now - due >= 0 && saysAgainAt.compareAndSet(due, now + EVERY_NANOS)) {
      log.atWarn()
          .addKeyValue("endpoint", endpoint)
          .addKeyValue("spans", lost.getAndSet(0))
          .addKeyValue("error", why.map(Throwable::toString).orElse("refused"))
          .log("spans are lost: the collector does not take them");
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
