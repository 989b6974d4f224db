// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import java.util.List;
import java.util.Map;

/** A YAML value that remembers its line, so that every complaint can name it. */
sealed interface YamlNode {
  /** From 1. */
  int line();

  /** What it is, for messages. */
  String kind();

  /** Keys and values, in the file's order. */
  record Mapping(int line, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A key's line and its value. */
  record Entry(int line, YamlNode value) {}

  /** A list. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A text. */
  record Text(int line, String value) implements YamlNode {
    @Override
    public String kind() {
      return "a text";
    }
  }

  /** A number, true, false or nothing, as it is written. */
  record Other(int line, String kind, String value) implements YamlNode {}
}
