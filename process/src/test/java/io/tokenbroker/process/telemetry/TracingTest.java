// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What becomes of spans when the collector is away. */
final class TracingTest {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final URI SOMEWHERE = URI.create("http://collector:4318/v1/traces");

  private final Logger logger = (Logger) LoggerFactory.getLogger(ObservedExporter.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void lostSpansAreToldOfOnceAMinute() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    ObservedExporter exporter = new ObservedExporter(new Refusing(), SOMEWHERE, now::get);

    lose(exporter);
    lose(exporter);
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    lose(exporter);
    assertThat(lines.list).hasSize(1);

    now.addAndGet(Duration.ofSeconds(1).toNanos());
    lose(exporter);
    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.get(1).getFormattedMessage()).contains("spans are lost");
  }

  @Test
  @Timeout(90)
  void aCollectorThatNeverAnswersHoldsNobodyUpAndTheEndIsBounded() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      try (Tracing tracing = Tracing.start(new TracingSettings(Optional.of(url), 1), "here")) {
        for (int i = 0; i < 20_000; i++) {
          tracing.openTelemetry().getTracer("test").spanBuilder("one").startSpan().end();
        }
      }
      // It was neither closed nor answered.
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Test
  @Timeout(90)
  void aCollectorThatIsNotThereIsToldOfAndNothingElseHappens() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    URI url = URI.create("http://127.0.0.1:" + port);
    try (Tracing tracing = Tracing.start(new TracingSettings(Optional.of(url), 1), "here")) {
      tracing.openTelemetry().getTracer("test").spanBuilder("one").startSpan().end();
      // The exporter tries a few times first.
      await("a line about it").atMost(WAIT).until(() -> !lines.list.isEmpty());
    }
    assertThat(lines.list).hasSize(1);
  }

  private static void lose(SpanExporter exporter) {
    assertThat(exporter.export(List.of()).isSuccess()).isFalse();
  }

  /** A collector that says no. */
  private static final class Refusing implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return CompletableResultCode.ofFailure();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
