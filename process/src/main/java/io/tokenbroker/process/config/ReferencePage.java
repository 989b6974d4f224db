// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigKey.Shape;
import io.tokenbroker.process.config.key.ConfigModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference of all keys of all processes, in Markdown: {@code docs/configuration.md}. */
public final class ReferencePage {
  private ReferencePage() {}

  /**
   * Its tables.
   *
   * @param processes each process's name and model
   */
  public static String tables(Map<String, ConfigModel> processes) {
    Map<ConfigModel.Keys, List<String>> users = new LinkedHashMap<>();
    processes.forEach(
        (process, model) ->
            model
                .sections()
                .forEach(
                    section ->
                        users.computeIfAbsent(section, any -> new ArrayList<>()).add(process)));
    return users.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                java.util.Comparator.comparing(keys -> keys.section().order())))
        .map(entry -> section(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  /** A list of what is taken up while a process runs. */
  public static String atRunTime(Map<String, ConfigModel> processes) {
    return processes.values().stream()
        .flatMap(model -> model.keys().stream())
        .filter(key -> !key.meaning().atRunTime().isEmpty())
        .distinct()
        .map(key -> "- `%s`: %s.\n".formatted(key.name(), key.meaning().atRunTime()))
        .collect(Collectors.joining());
  }

  private static String section(ConfigModel.Keys keys, List<String> users) {
    String text = keys.section().text();
    return "\n### %s\n\nFor: %s.%s\n\n"
            .formatted(
                keys.section().value(), String.join(", ", users), text.isEmpty() ? "" : " " + text)
        + "| key | meaning | value | default |\n| --- | --- | --- | --- |\n"
        + keys.keys().stream().map(ReferencePage::row).collect(Collectors.joining());
  }

  private static String row(ConfigKey key) {
    String names =
        key.shape() == Shape.MAP
            ? "`%s.*`<br>`%s_...`".formatted(key.name(), key.variable())
            : "`%s`<br>`%s`".formatted(key.name(), key.variable());
    String file =
        key.meaning().secret()
            ? "<br>`%s`<br>`%s`".formatted(key.fileName(), ConfigKey.variable(key.fileName()))
            : "";
    return "| %s | %s | %s | %s |\n"
        .formatted(names + file, meaning(key), value(key), standing(key));
  }

  private static String meaning(ConfigKey key) {
    String needs =
        Arrays.stream(key.meaning().needs())
            .map(needed -> "`" + needed.replace("|", "` or `") + "`")
            .collect(Collectors.joining(", "));
    return escaped(key.meaning().value())
        + (needs.isEmpty() ? "" : ". Needs " + needs)
        + (key.meaning().secret() ? ". Secret" : "");
  }

  private static String value(ConfigKey key) {
    String example = key.meaning().example();
    return (key.shape() == Shape.LIST ? "a list, each " : "")
        + escaped(key.expected())
        + (example.isEmpty() ? "" : ", such as `" + example + "`");
  }

  private static String standing(ConfigKey key) {
    return key.required()
        ? "**required**"
        : key.defaultText()
            .map(text -> "`" + text + "`")
            .orElse(escaped(key.meaning().otherwise()));
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }
}
