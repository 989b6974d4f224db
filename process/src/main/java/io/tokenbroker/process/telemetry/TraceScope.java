// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.tokenbroker.trace.Correlation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * A context is this thread's, until closed: records that are written belong to its trace, and lines
 * that are logged have its ids. For one thread, within one method: what goes on elsewhere opens a
 * scope of its own there, so that nothing is left behind on a thread that many requests share.
 */
public final class TraceScope implements AutoCloseable {
  public static final String TRACE_ID = "trace_id";
  public static final String SPAN_ID = "span_id";
  public static final String CORRELATION_ID = "correlation_id";

  private final Scope scope;
  private final Deque<Former> formers = new ArrayDeque<>(3);

  /** What stood in the log's context before. */
  private record Former(String name, Optional<String> value) {}

  @SuppressWarnings("MustBeClosedChecker") // close() does.
  private TraceScope(Context context) {
    this.scope = context.makeCurrent();
    SpanContext span = Span.fromContext(context).getSpanContext();
    put(TRACE_ID, span.isValid() ? Optional.of(span.getTraceId()) : Optional.empty());
    put(SPAN_ID, span.isValid() ? Optional.of(span.getSpanId()) : Optional.empty());
    put(CORRELATION_ID, Correlation.of(context));
  }

  /** Makes the context this thread's. */
  public static TraceScope open(Context context) {
    return new TraceScope(context);
  }

  /** Does something in the context. */
  @SuppressWarnings("try") // The scope is all that is wanted of it.
  public static void run(Context context, Runnable action) {
    try (TraceScope scope = open(context)) {
      action.run();
    }
  }

  /** Likewise, and gives back what comes of it. */
  @SuppressWarnings("try")
  public static <T> T call(Context context, Supplier<T> action) {
    try (TraceScope scope = open(context)) {
      return action.get();
    }
  }

  private void put(String name, Optional<String> value) {
    formers.push(new Former(name, Optional.ofNullable(MDC.get(name))));
    set(name, value);
  }

  private static void set(String name, Optional<String> value) {
    value.ifPresentOrElse(it -> MDC.put(name, it), () -> MDC.remove(name));
  }

  @Override
  public void close() {
    formers.forEach(former -> set(former.name(), former.value()));
    scope.close();
  }
}
