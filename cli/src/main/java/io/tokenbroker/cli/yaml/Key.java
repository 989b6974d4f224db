// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key that a mapping may have: the one place of its name, its type and what it is for.
 *
 * @param description one sentence, for editors
 */
public record Key<T>(String name, ValueType<T> type, String description) {
  /** One of a few words. */
  public static <T> Key<T> words(String name, Map<String, T> words, String description) {
    return new Key<>(name, ValueType.words(words), description);
  }

  /** The names of keys. */
  public static List<String> names(Collection<? extends Key<?>> keys) {
    return keys.stream().map(Key::name).toList();
  }

  /** The value, where the key is there. */
  public Optional<T> find(Section section) {
    return section.has(name) ? Optional.of(type.reader().apply(section, name)) : Optional.empty();
  }

  /** The value, or what holds where the key is not there. */
  public T read(Section section, T absent) {
    return find(section).orElse(absent);
  }

  /**
   * The value.
   *
   * @throws FaultyFileException if the key is not there
   */
  public T require(Section section) {
    return find(section).orElseThrow(() -> section.fault(name, "is missing"));
  }
}
