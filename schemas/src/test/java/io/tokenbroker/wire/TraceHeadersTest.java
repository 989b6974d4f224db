// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.trace.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceHeadersTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final EventRecords records =
      new EventRecords(
          Topics.defaults(),
          new EventCodec(new FingerprintSchemaIds()),
          Clock.systemUTC(),
          "/test");

  @Test
  void aRecordThatIsWrittenWithinATraceSaysSoAndIsReadSo() {
    Context context = TraceHeaders.read(headers(PARENT));
    Headers written = context.wrapSupplier(this::record).get();

    assertThat(text(written, "traceparent")).isEqualTo(PARENT);
    SpanContext read = Span.fromContext(TraceHeaders.read(written)).getSpanContext();
    assertThat(read.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(read.isSampled()).isTrue();
    assertThat(written.lastHeader("tracestate")).isNull();
  }

  @Test
  void aRecordOutsideOfATraceHasNoHeaderOfOne() {
    assertThat(record().lastHeader("traceparent")).isNull();
    assertThat(record().lastHeader("tracestate")).isNull();
  }

  @Test
  void aForwardedRecordDoesNotKeepTheTraceThatItCameWith() {
    Headers headers = headers(PARENT).add("tracestate", bytes("a=b"));
    CloudEventHeaders.add(headers, event(), "key", "/test", Instant.EPOCH);

    assertThat(headers.lastHeader("traceparent")).isNull();
    assertThat(headers.lastHeader("tracestate")).isNull();
  }

  @Test
  void theStateThatOthersKeepIsPassedOn() {
    Headers headers = headers(PARENT).add("tracestate", bytes("vendor=value"));
    Headers written = new RecordHeaders();
    TraceHeaders.write(written, TraceHeaders.read(headers));

    assertThat(text(written, "tracestate")).isEqualTo("vendor=value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\u00e4\u00e4"
      })
  void whatIsNoTraceParentBeginsNoTrace(String value) {
    assertThat(TraceHeaders.read(headers(value))).isSameAs(Context.root());
  }

  @Test
  void aHeaderThatIsTooLongIsNotRead() {
    Headers headers = headers(PARENT).add("tracestate", bytes("a=" + "b".repeat(600)));

    Span span = Span.fromContext(TraceHeaders.read(headers));

    assertThat(span.getSpanContext().isValid()).isTrue();
    assertThat(span.getSpanContext().getTraceState().isEmpty()).isTrue();
  }

  @Test
  void whileTracingIsOffNoHeaderIsReadAndNoSpanIsStarted() {
    Traces off = Traces.off();

    assertThat(off.read(headers(PARENT))).isSameAs(Context.root());
    assertThat(off.send(Topic.TOKEN_EVENTS, TraceHeaders.read(headers(PARENT))))
        .isSameAs(Span.getInvalid());
  }

  private Headers record() {
    return records.of(Topic.TOKEN_EVENTS, "acme/crm/shared/default", event()).headers();
  }

  private static TokenRevoked event() {
    return TokenRevoked.newBuilder()
        .setGeneration(1)
        .setSequence(2)
        .setReason("operator")
        .setRevokedAt(Instant.EPOCH)
        .build();
  }

  private static Headers headers(String parent) {
    return new RecordHeaders().add("traceparent", bytes(parent));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
