// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.trace.Attribute;
import io.tokenbroker.trace.Correlation;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.CorrelationHeader;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;

/**
 * The spans of provider calls, which go on with the trace of the request that was read from the
 * log, whoever wrote it and however long ago. A provider is told nothing of a trace. Thread-safe.
 */
final class CallTraces {
  private final Traces traces;

  CallTraces(Traces traces) {
    this.traces = traces;
  }

  /** The trace and the correlation id that a request was written with. */
  Context of(Headers headers) {
    return Correlation.with(traces.read(headers), CorrelationHeader.read(headers));
  }

  /** The claim has been read back: the step that it was is over. */
  void claimed(Context context, Attempt.Id id, Instant since, Instant now) {
    traces
        .builder(SpanKind.INTERNAL, "claim", context)
        .ifPresent(
            claim ->
                claim
                    .setStartTimestamp(since)
                    .setAttribute(Attribute.CONNECTOR, id.key().connector())
                    .startSpan()
                    .end(now));
  }

  /** The call begins: its token endpoint is asked, once or twice. */
  Span call(Context context, Attempt.Id id, ProviderRequest request) {
    if (!traces.isOn()) {
      return Span.getInvalid();
    }
    String call = request.getCall().name().toLowerCase(Locale.ROOT);
    Span span =
        traces
            .start(SpanKind.CLIENT, "provider " + call, context)
            .setAttribute(Attribute.CALL, call)
            .setAttribute(Attribute.CONNECTOR, id.key().connector())
            .setAttribute("tokenbroker.provider", request.getEndpointOrigin());
    Correlation.of(context).ifPresent(it -> span.setAttribute(Attribute.CORRELATION, it));
    return span;
  }

  /** The call has ended. What the provider wrote is not told, for it may be anything. */
  void ended(Span call, CallOutcome outcome) {
    call.setAttribute(Attribute.RESULT, kind(outcome));
    if (outcome instanceof CallOutcome.Failed failure) {
      call.setAttribute(Attribute.REASON, failure.errorClass().name().toLowerCase(Locale.ROOT))
          .setAttribute("http.response.status_code", failure.httpStatus())
          .setStatus(StatusCode.ERROR);
    } else if (outcome instanceof CallOutcome.NotSent notSent) {
      call.setAttribute(Attribute.REASON, notSent.reason()).setStatus(StatusCode.ERROR);
    } else if (outcome instanceof CallOutcome.Unknown unknown) {
      call.setAttribute(Attribute.REASON, unknown.reason()).setStatus(StatusCode.ERROR);
    }
    call.end();
  }

  /** A word for an outcome. */
  static String kind(CallOutcome outcome) {
    if (outcome instanceof CallOutcome.Failed) {
      return "failed";
    }
    if (outcome instanceof CallOutcome.NotSent) {
      return "not_sent";
    }
    return outcome instanceof CallOutcome.Unknown ? "unknown" : "succeeded";
  }

  /** A result is being written. */
  Span sending(Context context) {
    return traces.send(Topic.PROVIDER_RESULTS, context);
  }
}
