// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.tokenbroker.trace.Correlation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

final class TraceScopeTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Span SPAN =
      Span.wrap(
          SpanContext.create(
              TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault()));

  @Test
  void withinAScopeTheLogHasItsIdsAndAfterwardsWhatItHadBefore() {
    Context outer = Correlation.with(Context.root(), Optional.of("outer"));
    Context inner = Correlation.with(Context.root().with(SPAN), Optional.of("inner"));
    TraceScope.run(
        outer,
        () -> {
          TraceScope.run(
              inner,
              () -> {
                assertThat(MDC.get(TraceScope.CORRELATION_ID)).isEqualTo("inner");
                assertThat(MDC.get(TraceScope.TRACE_ID)).isEqualTo(TRACE);
                assertThat(Span.current()).isSameAs(SPAN);
              });
          assertThat(MDC.get(TraceScope.CORRELATION_ID)).isEqualTo("outer");
          assertThat(MDC.get(TraceScope.TRACE_ID)).isNull();
        });
    assertThat(MDC.get(TraceScope.CORRELATION_ID)).isNull();
    assertThat(Context.current()).isSameAs(Context.root());
  }

  @Test
  void aScopeWithoutIdsHasNotThoseOfTheOneAroundIt() {
    TraceScope.run(
        Correlation.with(Context.root().with(SPAN), Optional.of("one")),
        () -> {
          TraceScope.run(
              Context.root(),
              () -> {
                assertThat(MDC.get(TraceScope.CORRELATION_ID)).isNull();
                assertThat(MDC.get(TraceScope.TRACE_ID)).isNull();
              });
          assertThat(MDC.get(TraceScope.CORRELATION_ID)).isEqualTo("one");
        });
  }

  @Test
  void aScopeIsLeftEvenIfWhatIsDoneInItFails() {
    assertThatThrownBy(
            () ->
                TraceScope.run(
                    Correlation.with(Context.root(), Optional.of("one")),
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");
    assertThat(MDC.get(TraceScope.CORRELATION_ID)).isNull();
  }
}
