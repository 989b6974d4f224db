// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.telemetry.TraceScope;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.trace.Attribute;
import io.tokenbroker.trace.Correlation;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.CorrelationHeader;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One decision, as traces and logs tell of it, while it is made. It goes on with the trace of the
 * record that is decided about; what is decided because its time has come begins a trace. The
 * records that come of it belong to its trace. Should the transaction be aborted, the decision is
 * made again and told of again.
 */
final class DecisionStep implements AutoCloseable {
  private final Span span;
  private final TraceScope scope;

  private DecisionStep(Span span, Context context) {
    this.span = span;
    this.scope = TraceScope.open(context.with(span));
  }

  /** About an event that a topic brought. */
  static DecisionStep about(
      Traces traces, Optional<Topic> topic, TokenKey key, SpecificRecord event, Headers headers) {
    Optional<String> correlation =
        CorrelationHeader.of(event).or(() -> CorrelationHeader.read(headers));
    Context context = Correlation.with(traces.read(headers), correlation);
    Span span =
        topic
            .map(it -> traces.process(it, context))
            .orElseGet(Span::getInvalid)
            .setAttribute(Attribute.EVENT, event.getSchema().getName())
            .setAttribute(Attribute.CONNECTOR, key.connector());
    correlation.ifPresent(id -> span.setAttribute(Attribute.CORRELATION, id));
    return new DecisionStep(span, context);
  }

  /** About a grant whose time has come. */
  static DecisionStep due(Traces traces, TokenKey key) {
    Span span =
        traces
            .start(SpanKind.INTERNAL, "due", Context.root())
            .setAttribute(Attribute.CONNECTOR, key.connector());
    return new DecisionStep(span, Context.root());
  }

  /** It came to nothing. The error's text may quote what others wrote. */
  void failed(RuntimeException error) {
    span.setStatus(StatusCode.ERROR)
        .setAttribute(Attribute.REASON, error.getClass().getSimpleName());
  }

  /** In what context the headers of a record are made that goes to the topic. */
  static Context sending(Traces traces, Topic topic) {
    Context context = Context.current();
    if (!traces.isOn()) {
      return context;
    }
    Span sending = traces.send(topic, context);
    // It is written by Streams some time before the commit: this is when it was made.
    sending.end();
    return context.with(sending);
  }

  @Override
  public void close() {
    scope.close();
    span.end();
  }
}
