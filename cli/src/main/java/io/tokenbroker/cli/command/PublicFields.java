// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What of an event may be shown: everything but bytes, which are sealed, and but what opens
 * something for whoever reads it, such as a device's user code.
 */
final class PublicFields {
  private static final Set<String> PRIVATE =
      Set.of(
          "userCode",
          "verificationUriComplete",
          "requestUri",
          "callbackParameters",
          "sha256",
          "previousSha256");

  private PublicFields() {}

  /** By name; only what is there. */
  static Map<String, Object> of(SpecificRecord event) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Field field : event.getSchema().getFields()) {
      if (isPublic(field.name())) {
        shownValue(event.get(field.pos())).ifPresent(value -> shown.put(field.name(), value));
      }
    }
    return shown;
  }

  static boolean isPublic(String name) {
    return !name.startsWith("sealed") && !name.endsWith("Hash") && !PRIVATE.contains(name);
  }

  private static Optional<Object> shownValue(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(PublicFields::shownValue);
    }
    if (value instanceof Number || value instanceof Boolean) {
      return Optional.of(value);
    }
    if (value instanceof Collection<?> many) {
      return many.isEmpty()
          ? Optional.empty()
          : Optional.of(List.copyOf(many.stream().map(String::valueOf).toList()));
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> texts = new LinkedHashMap<>();
      map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
      return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
    }
    return value == null || value instanceof ByteBuffer || value instanceof byte[]
        ? Optional.empty()
        : Optional.of(value.toString());
  }
}
