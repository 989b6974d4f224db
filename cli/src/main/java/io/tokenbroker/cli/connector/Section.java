// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A mapping of the file, read key by key with the type that each has to have. Every fault names
 * file, line and the key's path.
 */
final class Section {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(s|m|h|d)");

  private final String file;
  private final String path;
  private final YamlNode.Mapping mapping;

  private Section(String file, String path, YamlNode.Mapping mapping) {
    this.file = file;
    this.path = path;
    this.mapping = mapping;
  }

  /** The whole file. */
  static Section whole(String file, YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new Section(file, "", mapping);
    }
    throw new ConnectorFileException(
        file + ":" + node.line() + ": a connector file is a mapping, not " + node.kind());
  }

  /** Refuses keys that mean nothing, with the one that was probably meant. */
  Section onlyKeys(Collection<String> known) {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                throw fault(entry.line(), key, "unknown key" + Suggestion.among(key, known));
              }
            });
    return this;
  }

  /** The keys in the file's order. */
  List<String> keys() {
    return List.copyOf(mapping.entries().keySet());
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  Section section(String key) {
    YamlNode node = required(key).value();
    if (node instanceof YamlNode.Mapping inner) {
      return new Section(file, path(key), inner);
    }
    throw wrongType(key, "a mapping", node);
  }

  String text(String key) {
    YamlNode node = required(key).value();
    if (!(node instanceof YamlNode.Text text)) {
      throw wrongType(key, "a text", node);
    }
    if (text.value().isBlank() && !key.equals("scopeSeparator")) {
      throw fault(key, "is empty");
    }
    return text.value();
  }

  Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** One of a few words. */
  <T> T choice(String key, Map<String, T> choices, T absent) {
    return optionalText(key)
        .map(
            word ->
                Optional.ofNullable(choices.get(word))
                    .orElseThrow(() -> noChoice(key, word, choices.keySet())))
        .orElse(absent);
  }

  /** Whether something is {@code refused} rather than {@code allowed}. */
  boolean isRefused(String key, boolean absent) {
    return choice(key, Map.of("allowed", false, "refused", true), absent);
  }

  List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    YamlNode node = required(key).value();
    if (!(node instanceof YamlNode.Sequence sequence)) {
      throw wrongType(key, "a list of texts", node);
    }
    List<String> texts = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof YamlNode.Text text) || text.value().isBlank()) {
        throw fault(item.line(), key, "has to be a list of texts, one is " + item.kind());
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** A mapping of text to text, such as request parameters. */
  Map<String, String> textMap(String key) {
    if (!has(key)) {
      return Map.of();
    }
    Section inner = section(key);
    Map<String, String> map = new LinkedHashMap<>();
    inner.keys().forEach(name -> map.put(name, inner.text(name)));
    return map;
  }

  /** A whole number with its unit: 90s, 10m, 1h, 30d; more than nothing. */
  Optional<Duration> duration(String key) {
    return optionalText(key)
        .map(
            text -> {
              Matcher matcher = DURATION.matcher(text);
              if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw fault(key, "is " + text + ", but a duration looks like 90s, 10m, 1h or 30d");
              }
              long number = Long.parseLong(matcher.group(1));
              return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
              };
            });
  }

  /** An endpoint: https, or http on loopback; no user and no fragment. */
  Optional<URI> endpoint(String key) {
    return optionalText(key).map(text -> checkedUri(key, text));
  }

  /** Reads a value with a rule whose complaint is about this key. */
  <T> T checked(String key, Function<String, T> rule, String value) {
    try {
      return rule.apply(value);
    } catch (IllegalArgumentException e) {
      throw fault(key, String.valueOf(e.getMessage()));
    }
  }

  ConnectorFileException fault(String key, String message) {
    int line =
        Optional.ofNullable(mapping.entries().get(key))
            .map(YamlNode.Entry::line)
            .orElse(mapping.line());
    return fault(line, key, message);
  }

  private URI checkedUri(String key, String text) {
    try {
      URI uri = new URI(text);
      Endpoints.problem(uri)
          .ifPresent(
              problem -> {
                throw fault(key, problem + ": " + text);
              });
      return uri;
    } catch (URISyntaxException e) {
      throw fault(key, "is not a URL: " + text);
    }
  }

  private ConnectorFileException noChoice(String key, String word, Collection<String> choices) {
    return fault(
        key,
        "is "
            + word
            + ", but has to be one of "
            + choices.stream().sorted().collect(Collectors.joining(", "))
            + Suggestion.among(word, choices));
  }

  private YamlNode.Entry required(String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .orElseThrow(() -> fault(mapping.line(), key, "is missing"));
  }

  private ConnectorFileException wrongType(String key, String expected, YamlNode actual) {
    String hint =
        expected.equals("a text")
                && actual instanceof YamlNode.Other other
                && !other.value().isEmpty()
            ? ": put it in quotes"
            : "";
    return fault(actual.line(), key, "has to be " + expected + ", but is " + actual.kind() + hint);
  }

  private ConnectorFileException fault(int line, String key, String message) {
    return new ConnectorFileException(file + ":" + line + ": " + path(key) + ": " + message);
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
