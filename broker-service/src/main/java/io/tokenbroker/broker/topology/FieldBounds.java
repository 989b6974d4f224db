// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.wire.MalformedRecordException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * How large the fields of an event may be that comes in. What comes in goes out again, into audit,
 * replies and stores, and a record that Kafka refuses would stop its partition. Names the broker
 * repeats are at most 64 characters, as the schemas say; lists and sealed values have room. What is
 * kept by name, as a callback's parameters, is as bounded as a response's attributes.
 */
final class FieldBounds {
  private static final int MAX_NAME = 64;
  private static final int MAX_TEXT = 2_048;
  private static final int MAX_ELEMENTS = 64;
  private static final int MAX_SEALED = 256 * 1024;
  private static final int MAX_ENTRIES = 16;
  private static final int MAX_ENTRY = 1_024;

  /** What is stored with a grant is bounded as a provider's tokens are. */
  private static final int MAX_SEALED_TOKEN = 17 * 1024;

  private static final Map<String, Integer> SEALED =
      Map.of(
          "sealedAccessToken", MAX_SEALED_TOKEN,
          "sealedRefreshToken", MAX_SEALED_TOKEN,
          "sealedCode", MAX_SEALED_TOKEN,
          "sealedCodeVerifier", MAX_SEALED_TOKEN,
          "sealedPushedRequest", MAX_SEALED_TOKEN,
          "sealedConfirmationCode", 1024,
          "sealedSubjectToken", MAX_SEALED_TOKEN);
  private static final Map<String, Integer> TEXTS =
      Map.of(
          "redirectUri", MAX_TEXT,
          "errorDescription", MAX_TEXT,
          "endpointOrigin", MAX_TEXT,
          "fromOrigin", MAX_TEXT,
          "toOrigin", MAX_TEXT,
          "subjectTokenType", 255,
          "subject", 255);

  private FieldBounds() {}

  /**
   * Checks an event.
   *
   * @throws MalformedRecordException if a field is longer than it may be; the message names it
   */
  static void check(SpecificRecord event) {
    for (Schema.Field field : event.getSchema().getFields()) {
      Object value = event.get(field.pos());
      int limit = TEXTS.getOrDefault(field.name(), MAX_NAME);
      if (value instanceof String text && text.length() > limit) {
        throw tooLong(event, field, text.length() + " characters instead of at most " + limit);
      }
      if (value instanceof ByteBuffer bytes
          && bytes.remaining() > SEALED.getOrDefault(field.name(), MAX_SEALED)) {
        throw tooLong(event, field, bytes.remaining() + " bytes");
      }
      if (value instanceof Collection<?> list) {
        checkList(event, field, list);
      }
      if (value instanceof Map<?, ?> map) {
        checkMap(event, field, map);
      }
    }
  }

  private static void checkList(SpecificRecord event, Schema.Field field, Collection<?> list) {
    int characters = 0;
    for (Object element : list) {
      characters += String.valueOf(element).length();
    }
    if (list.size() > MAX_ELEMENTS || characters > MAX_TEXT) {
      throw tooLong(event, field, list.size() + " elements of " + characters + " characters");
    }
  }

  private static void checkMap(SpecificRecord event, Schema.Field field, Map<?, ?> map) {
    if (map.size() > MAX_ENTRIES) {
      throw tooLong(event, field, map.size() + " entries instead of at most " + MAX_ENTRIES);
    }
    map.forEach(
        (name, value) -> {
          int characters = String.valueOf(name).length();
          if (characters > MAX_NAME) {
            throw tooLong(
                event,
                field,
                "a name of " + characters + " characters instead of at most " + MAX_NAME);
          }
          int length = String.valueOf(value).length();
          if (length > MAX_ENTRY) {
            throw tooLong(
                event,
                field,
                name + " has " + length + " characters instead of at most " + MAX_ENTRY);
          }
        });
  }

  private static MalformedRecordException tooLong(
      SpecificRecord event, Schema.Field field, String what) {
    return new MalformedRecordException(
        event.getSchema().getName() + "." + field.name() + " is too long: " + what);
  }
}
