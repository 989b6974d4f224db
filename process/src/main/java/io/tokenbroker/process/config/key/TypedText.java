// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.key;

import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types that a value can have, and how each is written. */
public final class TypedText {
  private record Written(String described, Function<String, Object> parser) {}

  private static final Map<Class<?>, Written> TYPES =
      Map.of(
          String.class, new Written("a text", text -> text),
          Integer.class, new Written("a whole number", Integer::valueOf),
          Short.class, new Written("a whole number", Short::valueOf),
          Double.class, new Written("a number", Double::valueOf),
          Boolean.class, new Written("true or false", TypedText::flag),
          Duration.class, new Written("a duration (ISO 8601, such as PT10S)", TypedText::duration),
          Instant.class,
              new Written("a time (ISO 8601, such as 2030-01-31T12:00:00Z)", TypedText::instant),
          URI.class, new Written("a URL", URI::create),
          Path.class, new Written("a path", Path::of),
          Secret.class, new Written("a secret", Secret::of));

  private TypedText() {}

  /** The types, but for the enums. */
  public static Iterable<Class<?>> types() {
    return TYPES.keySet();
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is none of this type
   */
  public static Object parse(Class<?> type, String text) {
    return type.isEnum() ? choice(type, text) : written(type).parser().apply(text);
  }

  /** What a value of the type is: {@code a whole number}. */
  public static String described(Class<?> type) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants())
            .map(TypedText::word)
            .collect(Collectors.joining("|"))
        : written(type).described();
  }

  private static Written written(Class<?> type) {
    Written written = TYPES.get(type);
    if (written == null) {
      throw new IllegalStateException("a model has a value of an unknown type: " + type);
    }
    return written;
  }

  private static Object choice(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such choice"));
  }

  private static String word(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static Object duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no duration", e);
    }
  }

  private static Object instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no time", e);
    }
  }
}
