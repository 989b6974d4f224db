// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigModel;

/** What {@code --help} says: the arguments, and every key with its meaning. */
final class HelpText {
  private static final int WIDTH = 100;

  private HelpText() {}

  static String of(String title, ConfigModel model) {
    StringBuilder text = new StringBuilder(title);
    text.append(
        """


          --config FILE    read this YAML file; TOKENBROKER_CONFIG names it as well
          --check-config   say what is in force and where it comes from, and do nothing else;
                           exit code 1 if something is wrong
          --help           this text

        What is set in an environment variable wins over the file. In the file all keys stand below
        tokenbroker:, a variable's name is the key in upper case with _ for . and -, lists have
        commas between. docs/configuration.md says the same at more leisure.
        """);
    for (ConfigModel.Keys section : model.sections()) {
      text.append('\n').append(section.section().value()).append('\n');
      section.keys().forEach(key -> append(text, key));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, ConfigKey key) {
    text.append("\n  ").append(key.name()).append("   ").append(key.variable());
    text.append(key.shape() == ConfigKey.Shape.MAP ? "_...\n" : "\n");
    wrapped(text, plain(key.meaning().value()) + ".");
    wrapped(text, standing(key));
    if (key.meaning().secret()) {
      wrapped(text, "From a file: " + key.fileName() + ", " + ConfigKey.variable(key.fileName()));
    }
  }

  private static String standing(ConfigKey key) {
    String otherwise =
        key.required()
            ? "required"
            : key.defaultText()
                .map(value -> "default " + value)
                .orElse("otherwise " + plain(key.meaning().otherwise()));
    return (key.shape() == ConfigKey.Shape.LIST ? "Each: " : "")
        + key.expected()
        + "; "
        + otherwise;
  }

  private static void wrapped(StringBuilder text, String words) {
    String indent = "      ";
    int column = WIDTH;
    for (String word : words.split(" ", -1)) {
      if (column + word.length() + 1 > WIDTH) {
        text.append(column == WIDTH ? indent : "\n" + indent).append(word);
        column = indent.length() + word.length();
      } else {
        text.append(' ').append(word);
        column += word.length() + 1;
      }
    }
    text.append('\n');
  }

  /** Without Markdown. */
  private static String plain(String text) {
    return text.replace("`", "").replaceAll("\\[([^]]*)]\\([^)]*\\)", "docs/$1");
  }
}
