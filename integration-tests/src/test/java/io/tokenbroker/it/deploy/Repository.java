// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The repository's files, read as the tools read them. */
final class Repository {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Repository() {}

  static Path path(String name) {
    return ROOT.resolve(name);
  }

  static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML file, anchors and merges resolved. */
  static List<Map<?, ?>> yaml(String name) {
    List<Map<?, ?>> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text(name))) {
      documents.add((Map<?, ?>) document);
    }
    return documents;
  }

  /** What stands at a path of keys; empty if a part of it is missing. */
  static Optional<Object> at(Object node, String... keys) {
    Optional<Object> found = Optional.of(node);
    for (String key : keys) {
      found = found.flatMap(map -> map instanceof Map<?, ?> m ? value(m, key) : Optional.empty());
    }
    return found;
  }

  private static Optional<Object> value(Map<?, ?> map, String key) {
    return Optional.ofNullable(map.get(key));
  }

  static Map<?, ?> map(Object node, String... keys) {
    return (Map<?, ?>) at(node, keys).orElseGet(Map::of);
  }

  static List<?> list(Object node, String... keys) {
    return (List<?>) at(node, keys).orElseGet(List::of);
  }

  static String string(Object node, String... keys) {
    return at(node, keys).map(Object::toString).orElse("");
  }
}
