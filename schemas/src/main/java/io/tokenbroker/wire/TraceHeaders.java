// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The one place that writes and reads a trace's context: W3C Trace Context, in the headers {@code
 * traceparent} and {@code tracestate} of a record, as CloudEvents' distributed tracing extension
 * has it. A record that is no part of a trace has neither.
 */
public final class TraceHeaders {
  private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final List<String> NAMES = List.of("traceparent", "tracestate");

  /** What a longer header says is not read: W3C Trace Context, 3.3.1.5, asks for 512 at least. */
  private static final int MAX_LENGTH = 512;

  private static final TextMapGetter<Function<String, Optional<String>>> GETTER =
      TraceHeaders::value;

  private TraceHeaders() {}

  /** Writes the context's span, in the place of whatever is there; nothing if it has none. */
  public static void write(Headers headers, Context context) {
    NAMES.forEach(headers::remove);
    W3C.inject(context, headers, TraceHeaders::put);
  }

  /** The context that a record was written in; the root context if its headers tell of none. */
  public static Context read(Headers headers) {
    return read(
        name ->
            Optional.ofNullable(headers.lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8)));
  }

  /** Likewise, of headers that are found by their names in lower case: those of an HTTP request. */
  public static Context read(Function<String, Optional<String>> headers) {
    return W3C.extract(Context.root(), headers, GETTER);
  }

  private static @Nullable String value(
      @Nullable Function<String, Optional<String>> headers, String name) {
    return Optional.ofNullable(headers)
        .flatMap(it -> it.apply(name))
        .filter(value -> value.length() <= MAX_LENGTH)
        .orElse(null);
  }

  private static void put(@Nullable Headers headers, String name, String value) {
    if (headers != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
