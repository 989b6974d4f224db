// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's view of our event classes, each known by reference. Avro 1.12.2 looks classes up by name
 * and refuses those that no process-wide setting trusts (AVRO-4189); a library must not change such
 * a setting, and so nothing is looked up by a name that came with a record.
 */
public final class EventData extends SpecificData {
  private final Map<String, Class<?>> classes = new HashMap<>();

  /** Knows these record classes, and the enums that they declare as fields. */
  public EventData(Collection<Class<? extends SpecificRecord>> eventTypes) {
    addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    for (Class<? extends SpecificRecord> type : eventTypes) {
      classes.put(type.getName(), type);
      for (Field field : type.getDeclaredFields()) {
        if (field.getType().isEnum()) {
          classes.put(field.getType().getName(), field.getType());
        }
      }
    }
  }

  @Override
  public Class<?> getClass(Schema schema) {
    boolean named = schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM;
    return Optional.<Class<?>>ofNullable(named ? classes.get(schema.getFullName()) : null)
        .orElseGet(() -> super.getClass(schema));
  }
}
