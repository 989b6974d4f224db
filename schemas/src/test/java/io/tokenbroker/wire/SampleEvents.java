// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** One fixed event of every type: the same at every run, with every optional field set or unset. */
final class SampleEvents {
  private SampleEvents() {}

  static Stream<Schema> schemas() {
    return Arrays.stream(Topic.values())
        .flatMap(topic -> topic.eventTypes().stream())
        .distinct()
        .map(SpecificData.get()::getSchema)
        .sorted((a, b) -> a.getName().compareTo(b.getName()));
  }

  static SpecificRecord full(Schema schema) {
    return fill(schema, 1);
  }

  static SpecificRecord bare(Schema schema) {
    return fill(schema, 0);
  }

  /** The event that a full one of a former schema is read as. */
  static SpecificRecord fullFormer(Schema former) {
    SpecificRecord event = newEvent(former);
    EventData data = new EventData(List.of(event.getClass()));
    for (Schema.Field field : event.getSchema().getFields()) {
      if (former.getField(field.name()) == null) {
        event.put(field.pos(), data.getDefaultValue(field));
      }
    }
    return fill(event, former, 1);
  }

  private static SpecificRecord fill(Schema schema, int branch) {
    return fill(newEvent(schema), schema, branch);
  }

  private static SpecificRecord fill(SpecificRecord event, Schema schema, int branch) {
    for (Schema.Field field : schema.getFields()) {
      if (field.schema().isUnion()) {
        Schema chosen = field.schema().getTypes().get(branch);
        if (chosen.getType() != Schema.Type.NULL) {
          event.put(position(event, field), value(field.name(), chosen));
        }
      } else {
        event.put(position(event, field), value(field.name(), field.schema()));
      }
    }
    return event;
  }

  private static int position(SpecificRecord event, Schema.Field field) {
    return event.getSchema().getField(field.name()).pos();
  }

  private static Object value(String name, Schema schema) {
    return switch (schema.getType()) {
      case STRING -> "some " + name;
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? Instant.ofEpochMilli(1_700_000_000_000L + name.length())
              : (Object) (long) name.length();
      case INT -> name.length();
      case BOOLEAN -> true;
      case BYTES -> ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
      case ENUM -> lastSymbol(schema);
      case ARRAY -> List.of(value(name, schema.getElementType()), "é");
      case MAP -> Map.of("key", value(name, schema.getValueType()));
      default -> throw new IllegalArgumentException("no sample for " + schema);
    };
  }

  private static SpecificRecord newEvent(Schema schema) {
    return construct(
        Arrays.stream(Topic.values())
            .flatMap(topic -> topic.eventTypes().stream())
            .filter(type -> type.getName().equals(schema.getFullName()))
            .findFirst()
            .orElseThrow());
  }

  private static <T> T construct(Class<T> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object lastSymbol(Schema schema) {
    try {
      String last = schema.getEnumSymbols().get(schema.getEnumSymbols().size() - 1);
      return Arrays.stream(Class.forName(schema.getFullName()).getEnumConstants())
          .filter(symbol -> symbol.toString().equals(last))
          .findFirst()
          .orElseThrow();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
