// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that was read and found right.
 *
 * @param values the typed model
 * @param settings what is in force, and where it comes from
 */
public record Configuration<C>(C values, List<Setting> settings) {
  public Configuration {
    settings = List.copyOf(settings);
  }

  /** What is in force, a line for each key, without any secret. */
  public String described() {
    int width =
        settings.stream()
            .mapToInt(setting -> setting.property().length() + setting.shown().length())
            .filter(length -> length <= 60)
            .max()
            .orElse(0);
    return settings.stream()
        .map(
            setting -> {
              String text = setting.property() + ": " + setting.shown();
              return text
                  + " ".repeat(Math.max(0, width + 2 - text.length()))
                  + "  # "
                  + setting.from()
                  + "\n";
            })
        .collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return "Configuration of " + settings.size() + " settings";
  }
}
