// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import io.tokenbroker.process.suggestion.Suggestion;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a key's value has to be: how it is read, and how an editor's schema says it.
 *
 * @param reader reads the value of a key that is there
 * @param schema JSON Schema (draft 2020-12) of the value
 */
public record ValueType<T>(BiFunction<Section, String, T> reader, Map<String, Object> schema) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(s|m|h|d)");
  private static final Map<String, Object> TEXT = Map.of("type", "string", "minLength", 1);

  /**
   * A rule for a text.
   *
   * @see #text(Rule)
   */
  @FunctionalInterface
  public interface Rule {
    /** What is wrong with a text; empty if nothing is. */
    Optional<String> problem(String text);

    /** One of a few names. */
    static Rule among(Collection<String> names) {
      return name ->
          names.contains(name)
              ? Optional.empty()
              : Optional.of("unknown name" + Suggestion.among(name, names));
    }

    /** No rule. */
    static Rule none() {
      return text -> Optional.empty();
    }
  }

  public ValueType {
    schema = Map.copyOf(schema);
  }

  public static ValueType<String> text() {
    return new ValueType<>(Section::text, TEXT);
  }

  public static ValueType<String> text(Rule rule) {
    return new ValueType<>((section, key) -> obeying(section, key, section.text(key), rule), TEXT);
  }

  /** Exactly one character. */
  public static ValueType<String> character() {
    return new ValueType<>(
        (section, key) -> {
          String text = section.anyText(key);
          if (text.length() != 1) {
            throw section.fault(key, "has to be one character");
          }
          return text;
        },
        Map.of("type", "string", "minLength", 1, "maxLength", 1));
  }

  /** One of a few words. */
  public static <T> ValueType<T> words(Map<String, T> words) {
    return new ValueType<>(
        (section, key) -> {
          String word = section.word(key, words.keySet());
          return Optional.ofNullable(words.get(word))
              .orElseThrow(() -> noChoice(section, key, word, words.keySet()));
        },
        Map.of("enum", spellings(words.keySet())));
  }

  /** An endpoint: https, or http on loopback; no user and no fragment. */
  public static ValueType<URI> endpoint() {
    return new ValueType<>((section, key) -> uri(section, key, section.text(key)), url());
  }

  /** An endpoint that may hold {@code {name}} of some names. */
  public static ValueType<String> endpointWith(Collection<String> names) {
    return new ValueType<>(
        (section, key) -> {
          String text = section.text(key);
          String filled = text;
          for (String name : names) {
            filled = filled.replace("{" + name + "}", "x");
          }
          URI unused = uri(section, key, filled);
          return text;
        },
        url());
  }

  /** A whole number with its unit: 90s, 10m, 1h, 30d; more than nothing. */
  public static ValueType<Duration> duration() {
    return new ValueType<>(
        ValueType::readDuration,
        Map.of("type", "string", "pattern", "^0*[1-9][0-9]{0,8}(s|m|h|d)$"));
  }

  public static ValueType<List<String>> texts(Rule rule) {
    return new ValueType<>(
        (section, key) -> {
          List<String> texts = section.texts(key);
          texts.forEach(text -> rule.problem(text).ifPresent(refuse(section, key, text)));
          return texts;
        },
        Map.of("type", "array", "items", TEXT));
  }

  public static ValueType<List<String>> textOrTexts() {
    return new ValueType<>(
        Section::textOrTexts,
        Map.of("oneOf", List.of(TEXT, Map.of("type", "array", "items", TEXT, "minItems", 1))));
  }

  /** A mapping of text to text, such as request parameters. */
  public static ValueType<Map<String, String>> textMap(Rule names, Rule values) {
    return new ValueType<>(
        (section, key) -> readMap(section, key, names, values),
        Map.of("type", "object", "additionalProperties", TEXT));
  }

  /** A mapping of a few names to text. */
  public static ValueType<Map<String, String>> textMap(Collection<String> names, Rule values) {
    return new ValueType<>(
        (section, key) -> readMap(section, key, Rule.among(names), values),
        Map.of(
            "type",
            "object",
            "properties",
            names.stream().collect(Collectors.toMap(name -> name, name -> TEXT)),
            "additionalProperties",
            false));
  }

  public static ValueType<Integer> number(int min, int max) {
    return new ValueType<>(
        (section, key) -> section.number(key, min, max),
        Map.of("type", "integer", "minimum", min, "maximum", max));
  }

  /** Read in a way of its own. */
  public static <T> ValueType<T> of(
      BiFunction<Section, String, T> reader, Map<String, Object> schema) {
    return new ValueType<>(reader, schema);
  }

  /** This with a further rule that may know other keys. */
  public ValueType<T> that(BiFunction<Section, T, Optional<String>> rule) {
    return new ValueType<>(
        (section, key) -> {
          T value = reader.apply(section, key);
          rule.apply(section, value)
              .ifPresent(
                  problem -> {
                    throw section.fault(key, problem);
                  });
          return value;
        },
        schema);
  }

  /** What this type's value means. */
  public <U> ValueType<U> as(Function<T, U> meaning) {
    return new ValueType<>((section, key) -> meaning.apply(reader.apply(section, key)), schema);
  }

  private static Map<String, Object> url() {
    return Map.of("type", "string", "pattern", "^https?://[^\\s#]+$");
  }

  private static String obeying(Section section, String key, String text, Rule rule) {
    rule.problem(text)
        .ifPresent(
            problem -> {
              throw section.fault(key, problem);
            });
    return text;
  }

  private static Consumer<String> refuse(Section section, String key, String text) {
    return problem -> {
      throw section.fault(key, text + ": " + problem);
    };
  }

  private static Map<String, String> readMap(Section section, String key, Rule names, Rule values) {
    Section inner = section.section(key);
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : inner.keys()) {
      obeying(inner, name, name, names);
      map.put(name, obeying(inner, name, inner.text(name), values));
    }
    return map;
  }

  private static URI uri(Section section, String key, String text) {
    try {
      URI uri = new URI(text);
      Endpoints.problem(uri)
          .ifPresent(
              problem -> {
                throw section.fault(key, problem + ": " + section.text(key));
              });
      return uri;
    } catch (URISyntaxException e) {
      throw section.fault(key, "is not a URL: " + section.text(key));
    }
  }

  private static Duration readDuration(Section section, String key) {
    String text = section.text(key);
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw section.fault(key, "is " + text + ", but a duration looks like 90s, 10m, 1h or 30d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** {@code on} and {@code off} are true and false to an editor that reads YAML 1.1. */
  private static List<Object> spellings(Collection<String> words) {
    List<Object> spellings = new ArrayList<>(words.stream().sorted().toList());
    if (words.contains("on")) {
      spellings.add(true);
    }
    if (words.contains("off")) {
      spellings.add(false);
    }
    return spellings;
  }

  private static FaultyFileException noChoice(
      Section section, String key, String word, Collection<String> choices) {
    List<String> sorted = new ArrayList<>(choices);
    sorted.sort(null);
    return section.fault(
        key,
        "is "
            + word
            + ", but has to be one of "
            + String.join(", ", sorted)
            + Suggestion.among(word, choices));
  }
}
