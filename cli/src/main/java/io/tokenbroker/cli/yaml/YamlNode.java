// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that remembers its place, so that every complaint can name it. */
public sealed interface YamlNode {
  Place place();

  /** What it is, for messages. */
  String kind();

  /** Keys and values, in the file's order. */
  record Mapping(Place place, Map<String, Entry> entries) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A key's place and its value. */
  record Entry(Place place, YamlNode value) {}

  /** A list. */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A text. */
  record Text(Place place, String value) implements YamlNode {
    @Override
    public String kind() {
      return "a text";
    }
  }

  /** A number, true, false or nothing, as it is written. */
  record Other(Place place, String kind, String value) implements YamlNode {}
}
