// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.key;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that can be set.
 *
 * @param name as in a file, below {@link #PREFIX}: {@code http.port}
 * @param type of the value, or of one element
 * @param shape how many values it takes
 * @param defaultText what holds where it is not set
 * @param required whether nothing starts without it
 * @param meaning what it is for
 */
public record ConfigKey(
    String name,
    Class<?> type,
    Shape shape,
    Optional<String> defaultText,
    boolean required,
    Meaning meaning) {
  /** What all keys are below in a file. */
  public static final String PREFIX = "tokenbroker.";

  /** What all variables' names start with. */
  public static final String VARIABLE_PREFIX = "TOKENBROKER_";

  /** How many values a key takes. */
  public enum Shape {
    ONE,
    /** Several: a list in a file, with commas between in a variable. */
    LIST,
    /** Any number of names below the key, each with a value. */
    MAP
  }

  /** The name in full, as the configuration file has it. */
  public String property() {
    return PREFIX + name;
  }

  /** The environment variable that sets it. */
  public String variable() {
    return variable(name);
  }

  /**
   * The environment variable of a name: {@code http.max-age} is {@code TOKENBROKER_HTTP_MAX_AGE}.
   */
  public static String variable(String name) {
    return VARIABLE_PREFIX + name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** The name of the key that names a file with this secret. */
  public String fileName() {
    return fileName(name);
  }

  /** The name of the key that names a file with the secret that this name has. */
  public static String fileName(String name) {
    return name + "-file";
  }

  /** What is wrong with a text as this key's value, without the text; empty if nothing is. */
  public Optional<String> faultOf(String text) {
    List<String> elements = shape == Shape.LIST ? elements(text) : List.of(text);
    return elements.stream()
        .filter(element -> !isRight(element))
        .findFirst()
        .map(element -> "must be " + expected());
  }

  /** The elements of a list's text. */
  public static List<String> elements(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /** What a value may be: {@code a whole number, 0 to 65535}. */
  public String expected() {
    return TypedText.described(type) + range().map(range -> ", " + range).orElse("");
  }

  /** Its range in words. */
  public Optional<String> range() {
    return meaning.range().isEmpty()
        ? Optional.empty()
        : Optional.of(meaning.range().replace("..", " to "));
  }

  private boolean isRight(String text) {
    try {
      Comparable<Object> value = comparable(TypedText.parse(type, text));
      if (meaning.range().isEmpty()) {
        return true;
      }
      String[] ends = meaning.range().split("\\.\\.", -1);
      return value.compareTo(TypedText.parse(type, ends[0])) >= 0
          && value.compareTo(TypedText.parse(type, ends[1])) <= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked") // what has no order has no range
  private static Comparable<Object> comparable(Object value) {
    return value instanceof Comparable<?> ordered ? (Comparable<Object>) ordered : other -> 0;
  }
}
