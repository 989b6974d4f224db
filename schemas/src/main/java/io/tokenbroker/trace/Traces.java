// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.TraceHeaders;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;

/**
 * Starts the spans of a process. While tracing is off nothing is read, started or written.
 * Thread-safe.
 */
public final class Traces {
  private static final String NAME = "io.tokenbroker";
  private static final Traces OFF = new Traces(Optional.empty());

  private final Optional<Tracer> tracer;

  private Traces(Optional<Tracer> tracer) {
    this.tracer = tracer;
  }

  /** Spans that go where this telemetry sends them; none if it is the no-op one. */
  public static Traces of(OpenTelemetry telemetry) {
    return telemetry == OpenTelemetry.noop()
        ? OFF
        : new Traces(Optional.of(telemetry.getTracer(NAME)));
  }

  /** No spans. */
  public static Traces off() {
    return OFF;
  }

  public boolean isOn() {
    return tracer.isPresent();
  }

  /** The context that a record was written in; the root context while tracing is off. */
  public Context read(Headers headers) {
    return isOn() ? TraceHeaders.read(headers) : Context.root();
  }

  /** Likewise, of an HTTP request's headers, by their names in lower case. */
  public Context read(Function<String, Optional<String>> headers) {
    return isOn() ? TraceHeaders.read(headers) : Context.root();
  }

  /** A record of this topic is being handled. */
  public Span process(Topic topic, Context parent) {
    return start(SpanKind.CONSUMER, "process ", topic, parent);
  }

  /** A record is being written to this topic. */
  public Span send(Topic topic, Context parent) {
    return start(SpanKind.PRODUCER, "send ", topic, parent);
  }

  /** Any other step. The span that it starts is the caller's to end. */
  public Span start(SpanKind kind, String name, Context parent) {
    return builder(kind, name, parent).map(SpanBuilder::startSpan).orElseGet(Span::getInvalid);
  }

  /** A step that may have begun before; empty while tracing is off. */
  public Optional<SpanBuilder> builder(SpanKind kind, String name, Context parent) {
    return tracer.map(it -> it.spanBuilder(name).setSpanKind(kind).setParent(parent));
  }

  private Span start(SpanKind kind, String doing, Topic topic, Context parent) {
    if (!isOn()) {
      return Span.getInvalid();
    }
    Span span = start(kind, doing + topic.baseName(), parent);
    return span.setAttribute("messaging.system", "kafka")
        .setAttribute(Attribute.TOPIC, topic.baseName());
  }
}
