// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.tokenbroker.process.telemetry.TraceScope;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * A line for people; a stack trace follows on lines of its own, which are indented. What others
 * wrote can neither begin a line nor reach a terminal as more than text.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(event.getInstant(), line);
    line.append(String.format(" %-5s ", event.getLevel()))
        .append(LineText.shownAs(event.getLoggerName()))
        .append(' ')
        .append(LineText.shown(LineText.cut(event.getFormattedMessage())));
    Optional.ofNullable(event.getKeyValuePairs())
        .orElse(List.of())
        .forEach(pair -> append(line, pair));
    Map<String, String> context = event.getMDCPropertyMap();
    append(line, TraceScope.CORRELATION_ID, context);
    append(line, TraceScope.TRACE_ID, context);
    line.append('\n');
    Optional.ofNullable(event.getThrowableProxy())
        .map(LineText::stackTrace)
        .ifPresent(trace -> line.append(LineText.indented(trace)));
    return line.toString();
  }

  private static void append(StringBuilder line, KeyValuePair pair) {
    append(line, pair.key, LineText.of(pair.value));
  }

  private static void append(StringBuilder line, String name, Map<String, String> context) {
    Optional.ofNullable(context.get(name)).ifPresent(value -> append(line, name, value));
  }

  private static void append(StringBuilder line, String name, String value) {
    line.append(' ')
        .append(LineText.shown(name))
        .append("=\"")
        .append(LineText.shown(quotable(LineText.cut(value))))
        .append('"');
  }

  /** So that no value ends early and goes on as another field. */
  private static String quotable(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
