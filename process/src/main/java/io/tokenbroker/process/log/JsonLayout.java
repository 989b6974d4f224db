// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.tokenbroker.process.telemetry.TraceScope;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object in each line, in ASCII: whatever others wrote can neither end a line nor reach a
 * terminal. What is told beside the message is in {@code data}, so that none of it can take another
 * field's place.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private static final List<String> IDS =
      List.of(TraceScope.TRACE_ID, TraceScope.SPAN_ID, TraceScope.CORRELATION_ID);

  private final JsonFactory json =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final String service;

  JsonLayout(String service) {
    this.service = service;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringWriter line = new StringWriter(256);
    try (JsonGenerator object = json.createGenerator(line)) {
      object.writeStartObject();
      object.writeStringField("timestamp", event.getInstant().toString());
      object.writeStringField("level", event.getLevel().toString());
      object.writeStringField("service", service);
      object.writeStringField("logger", event.getLoggerName());
      object.writeStringField("thread", event.getThreadName());
      object.writeStringField("message", LineText.cut(event.getFormattedMessage()));
      ids(object, event.getMDCPropertyMap());
      data(object, Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of()));
      Optional<String> error =
          Optional.ofNullable(event.getThrowableProxy()).map(LineText::stackTrace);
      if (error.isPresent()) {
        object.writeStringField("error", error.get());
      }
      object.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.append('\n').toString();
  }

  private static void ids(JsonGenerator object, Map<String, String> context) throws IOException {
    for (String name : IDS) {
      Optional<String> value = Optional.ofNullable(context.get(name));
      if (value.isPresent()) {
        object.writeStringField(name, LineText.cut(value.get()));
      }
    }
  }

  private static void data(JsonGenerator object, List<KeyValuePair> pairs) throws IOException {
    if (pairs.isEmpty()) {
      return;
    }
    object.writeObjectFieldStart("data");
    for (KeyValuePair pair : pairs) {
      object.writeFieldName(pair.key);
      value(object, pair.value);
    }
    object.writeEndObject();
  }

  private static void value(JsonGenerator object, Object value) throws IOException {
    if (value instanceof Integer number) {
      object.writeNumber(number);
    } else if (value instanceof Long number) {
      object.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      object.writeBoolean(truth);
    } else {
      object.writeString(LineText.cut(LineText.of(value)));
    }
  }
}
