// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help says of every command, and that docs/cli.md says the same. */
class CliPageTest {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");
  private static final int WIDTH = 100;

  static Stream<String> everyCommand() {
    return all().stream().map(line -> line.getCommandSpec().qualifiedName());
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandIsDescribedWithExamplesAndExitCodes(String name) {
    UsageMessageSpec usage = named(name).getCommandSpec().usageMessage();

    assertThat(usage.description()).isNotEmpty();
    assertThat(String.join("\n", usage.footer())).contains("Example", "  tokenbroker ", name);
    assertThat(usage.exitCodeList()).containsKeys("0", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokenbroker connectors apply",
        "tokenbroker keys init",
        "tokenbroker topics apply",
        "tokenbroker topics acls",
        "tokenbroker schemas register",
        "tokenbroker grants obtain",
        "tokenbroker grants refresh",
        "tokenbroker grants revoke",
        "tokenbroker grants delete",
        "tokenbroker grants migrate",
        "tokenbroker grants import",
        "tokenbroker dead-letters replay"
      })
  void whatChangesSomethingCanBeTriedWithoutDoingIt(String name) {
    assertThat(named(name).getCommandSpec().optionsMap()).containsKey("--dry-run");
  }

  @Test
  void everyOutputIsATableOrJson() {
    for (CommandLine line : all()) {
      if (line.getCommandSpec().optionsMap().containsKey("--output")) {
        assertThat(line.getUsageMessage(Ansi.OFF)).contains("table, json");
      }
    }
  }

  @Test
  void theReferencePageIsThatOfTheCommands() throws IOException {
    String page = page();
    if (Boolean.getBoolean("tokenbroker.writeDocs")) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE))
        .as("write it anew with -Dtokenbroker.writeDocs=true")
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("| command | exit codes |\n| --- | --- |\n");
    for (CommandLine line : all()) {
      if (line.getSubcommands().isEmpty()) {
        page.append(exitCodes(line));
      }
    }
    for (CommandLine line : all()) {
      page.append("\n## ").append(line.getCommandSpec().qualifiedName()).append("\n\n```text\n");
      page.append(line.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
    }
    return page.toString();
  }

  private static String exitCodes(CommandLine line) {
    List<String> codes = new ArrayList<>();
    line.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> codes.add("`" + code + "` " + meaning));
    return "| `"
        + line.getCommandSpec().qualifiedName()
        + "` | "
        + String.join("; ", codes)
        + " |\n";
  }

  private static final String INTRODUCTION =
      """
      # The command `tokenbroker`

      Made from the commands' own help; `mvn test -pl cli -am -Dtest=CliPageTest -Dtokenbroker.writeDocs=true
      -Dsurefire.failIfNoSpecifiedTests=false` writes it anew. `api-keys`, `dev` and `demo` come with the
      standalone distribution: see their `--help`.

      - `--output json`: one JSON object a line (JSON Lines), of every command and however many there are;
        `jq -s .` makes an array of them. Errors and progress go to standard error.
      - `--dry-run` says what a command that changes something would do, and does nothing.
      - Tables end where the window does, on a terminal only; headings are bold there, unless `NO_COLOR` is set.
      - `--timeout` bounds every wait for the cluster or the broker. Reading a long topic may take as long as
        records come.
      - `source <(tokenbroker completion bash)` completes words in a shell.

      ## Exit codes

      """;

  private static List<CommandLine> all() {
    CommandLine root = TokenbrokerCommand.commandLine(Map.of());
    List<CommandLine> all = new ArrayList<>();
    collect(root, all);
    return all;
  }

  private static void collect(CommandLine line, List<CommandLine> all) {
    line.getCommandSpec().usageMessage().width(WIDTH);
    all.add(line);
    new LinkedHashSet<>(line.getSubcommands().values()).forEach(each -> collect(each, all));
  }

  private static CommandLine named(String name) {
    return all().stream()
        .filter(line -> line.getCommandSpec().qualifiedName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is no command"));
  }
}
