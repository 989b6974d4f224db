// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.tokenbroker.process.config.key.ConfigKey;
import io.tokenbroker.process.config.key.ConfigKey.Shape;
import io.tokenbroker.process.config.key.ConfigModel;
import io.tokenbroker.process.config.source.OtherVariables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference of all keys of all processes, in Markdown: {@code docs/configuration.md}. */
final class ReferencePage {
  private ReferencePage() {}

  private static final String PROSE =
      """
      # Configuration

      Every key of the gateway and the broker. This page is generated from the typed models in `process`
      (`io.tokenbroker.process.settings`); `--help` of a process says the same. How things are set up, and why:
      [operators.md](operators.md), [kafka.md](kafka.md), [schemas.md](schemas.md), [gateway.md](gateway.md).

      ## How it is read

      A process reads a YAML file, if `--config FILE` or `TOKENBROKER_CONFIG` names one, and environment variables.
      A variable wins over the file, the file over the default.

      ```yaml
      tokenbroker:
        bootstrap-servers: kafka-1:9093,kafka-2:9093
        keysets: /etc/tokenbroker/keysets
        kek-file: /run/secrets/kek
        public-url: https://connect.example
        http:
          host: 0.0.0.0
        kafka:
          security.protocol: SASL_SSL
          sasl.jaas.config.file: /run/secrets/kafka-jaas
      ```

      - In the file all keys stand below `tokenbroker:`. A variable's name is the key in upper case, with `_` for `.`
        and `-`: `tokenbroker.http.port` is `TOKENBROKER_HTTP_PORT`.
      - A list has commas between its elements in a variable, and may be a YAML list in the file. It is replaced as a
        whole.
      - A blank variable is not set, but for Kafka's. A key without a value in the file is refused.
      - A key or a `TOKENBROKER_...` variable that no process has is refused, with the name that was probably meant. What another
        process has is passed over, so one file or one environment may serve all.
      - All that is wrong is told at once, with key, variable and line; what can only be known of right values
        (an issuer that is no URL of that kind, a key-encryption key that is none) in a second go.
      - **Secrets.** Each can come from a file of its own, named by the key with `-file`, or the variable with `_FILE`, at its
        end; white space around it does not count. A secret in the configuration file itself is refused. None is shown.

      `--check-config` reads all this, prints what is in force and where it comes from, with stars for secrets, and ends:
      exit code 0, or 1 with all that is wrong. It reads the files of secrets, but opens no keyset and no certificate, and
      asks neither Kafka nor anybody else.

      Not configuration, and left alone:

      %s- the variables in which Kubernetes tells of services (`TOKENBROKER_..._SERVICE_HOST` and the like).

      ## What takes effect when

      A change of a key, or of a secret's file, takes a restart. While a process runs it takes up:

      %s
      Connectors are no configuration of a process: they live in a compacted topic, `tokenbroker connectors apply`
      changes them, and all processes follow within a second ([connectors.md](connectors.md)). So do API keys of the
      topic `api-keys`.

      ## Keys
      """;

  /** The page. */
  static String text(Map<String, ConfigModel> processes) {
    String others =
        OtherVariables.NAMES.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> "- `%s`: %s;\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return PROSE.formatted(others, atRunTime(processes)) + tables(processes);
  }

  /**
   * Its tables.
   *
   * @param processes each process's name and model
   */
  private static String tables(Map<String, ConfigModel> processes) {
    Map<ConfigModel.Keys, List<String>> users = new LinkedHashMap<>();
    processes.forEach(
        (process, model) ->
            model
                .sections()
                .forEach(
                    section ->
                        users.computeIfAbsent(section, any -> new ArrayList<>()).add(process)));
    return users.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(keys -> keys.section().order())))
        .map(entry -> section(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  /** A list of what is taken up while a process runs. */
  private static String atRunTime(Map<String, ConfigModel> processes) {
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
