// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import io.tokenbroker.process.suggestion.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A mapping of a file, or of several that were merged. It is read key by key with the type that
 * each has to have; every fault names the file, line and key where the value stands. Immutable.
 */
public final class Section {
  private final YamlNode.Mapping mapping;

  private Section(YamlNode.Mapping mapping) {
    this.mapping = mapping;
  }

  /**
   * The whole file.
   *
   * @param what what the file is, such as "a connector file"
   */
  public static Section whole(String what, YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new Section(mapping);
    }
    throw node.place().fault(what + " is a mapping, not " + node.kind());
  }

  /** Refuses keys that mean nothing, with the one that was probably meant. */
  public Section onlyKeys(Collection<String> known) {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                throw entry.place().fault("unknown key" + Suggestion.among(key, known));
              }
            });
    return this;
  }

  /** The entries whose key passes. */
  public Section where(Predicate<String> test) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(mapping.entries());
    entries.keySet().removeIf(test.negate());
    return new Section(new YamlNode.Mapping(mapping.place(), entries));
  }

  /** The same with one of its texts rewritten, which keeps its place. */
  public Section withText(String key, Function<String, String> rewrite) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(mapping.entries());
    Place place = required(key).place();
    entries.put(key, new YamlNode.Entry(place, new YamlNode.Text(place, rewrite.apply(text(key)))));
    return new Section(new YamlNode.Mapping(mapping.place(), entries));
  }

  /** This over another: mappings are merged entry by entry, everything else is replaced. */
  public Section over(Section base) {
    return new Section(merged(base.mapping, mapping));
  }

  private static YamlNode.Mapping merged(YamlNode.Mapping base, YamlNode.Mapping over) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>(base.entries());
    over.entries()
        .forEach(
            (key, entry) ->
                entries.merge(
                    key,
                    entry,
                    (below, above) ->
                        below.value() instanceof YamlNode.Mapping one
                                && above.value() instanceof YamlNode.Mapping other
                            ? new YamlNode.Entry(above.place(), merged(one, other))
                            : above));
    return new YamlNode.Mapping(over.place(), entries);
  }

  /** The keys in the file's order. */
  public List<String> keys() {
    return List.copyOf(mapping.entries().keySet());
  }

  public boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  /** Whether a key's value is a text. */
  public boolean isText(String key) {
    return required(key).value() instanceof YamlNode.Text;
  }

  /** Whether a key stands in the file that this section itself stands in. */
  public boolean hasOwn(String key) {
    return has(key) && required(key).place().file().equals(mapping.place().file());
  }

  /** The line that a key stands in. */
  public int line(String key) {
    return required(key).place().line();
  }

  public Section section(String key) {
    YamlNode node = required(key).value();
    if (node instanceof YamlNode.Mapping inner) {
      return new Section(inner);
    }
    throw wrongType("a mapping", node);
  }

  /** The mappings of a list; a single one counts as a list. */
  public List<Section> sections(String key) {
    if (!(required(key).value() instanceof YamlNode.Sequence sequence)) {
      return List.of(section(key));
    }
    List<Section> sections = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof YamlNode.Mapping mappingItem)) {
        throw wrongType("a list of mappings", item);
      }
      sections.add(new Section(mappingItem));
    }
    return sections;
  }

  public String text(String key) {
    String text = anyText(key);
    if (text.isBlank()) {
      throw fault(key, "is empty");
    }
    return text;
  }

  /** A text that may be blank. */
  public String anyText(String key) {
    YamlNode node = required(key).value();
    if (!(node instanceof YamlNode.Text text)) {
      throw wrongType("a text", node);
    }
    return text.value();
  }

  /** One of a few words; {@code on} and {@code off} count as such where they are among them. */
  String word(String key, Collection<String> words) {
    return required(key).value() instanceof YamlNode.Other other && words.contains(other.value())
        ? other.value()
        : text(key);
  }

  public Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  public List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    YamlNode node = required(key).value();
    if (!(node instanceof YamlNode.Sequence sequence)) {
      throw wrongType("a list of texts", node);
    }
    List<String> texts = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof YamlNode.Text text) || text.value().isBlank()) {
        throw item.place().fault("has to be a list of texts, one is " + item.kind());
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** A text or a list of texts. */
  public List<String> textOrTexts(String key) {
    return isText(key) ? List.of(text(key)) : texts(key);
  }

  /** A whole number. */
  public int number(String key, int min, int max) {
    YamlNode node = required(key).value();
    if (!(node instanceof YamlNode.Other other) || !other.kind().equals("a number")) {
      throw wrongType("a number", node);
    }
    try {
      int number = Integer.parseInt(other.value());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // A fraction, or far too large.
    }
    throw fault(
        key, "is " + other.value() + ", but has to be a whole number from " + min + " to " + max);
  }

  /** Reads a value with a rule whose complaint is about this key. */
  public <T> T checked(String key, Function<String, T> rule, String value) {
    try {
      return rule.apply(value);
    } catch (IllegalArgumentException e) {
      throw fault(key, String.valueOf(e.getMessage()));
    }
  }

  /** A complaint about a key, or about its absence. */
  public FaultyFileException fault(String key, String message) {
    return Optional.ofNullable(mapping.entries().get(key))
        .map(YamlNode.Entry::place)
        .orElseGet(() -> mapping.place().key(key, mapping.place().line()))
        .fault(message);
  }

  private YamlNode.Entry required(String key) {
    return Optional.ofNullable(mapping.entries().get(key))
        .orElseThrow(() -> fault(key, "is missing"));
  }

  private static FaultyFileException wrongType(String expected, YamlNode actual) {
    return actual
        .place()
        .fault("has to be " + expected + ", but is " + actual.kind() + hint(expected, actual));
  }

  private static String hint(String expected, YamlNode actual) {
    if (expected.equals("a text")
        && actual instanceof YamlNode.Other other
        && !other.value().isEmpty()) {
      return ": put it in quotes";
    }
    return expected.equals("a number") && actual instanceof YamlNode.Text
        ? ": write digits without quotes"
        : "";
  }
}
