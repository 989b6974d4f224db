// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.schema.SchemaRegistration;
import io.tokenbroker.cli.schema.SubjectState;
import io.tokenbroker.registry.SchemaRegistry;
import io.tokenbroker.registry.Subject;
import io.tokenbroker.topic.Topic;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code tokenbroker schemas}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "schemas",
    description = {
      "Bring this version's schemas into a schema registry, and compare them with it.",
      "The registry is said by environment variables: TOKENBROKER_SCHEMA_REGISTRY_URL, and _USER"
          + " with _PASSWORD_FILE or _TOKEN_FILE, _TRUST with _TRUST_PASSWORD_FILE, _KEY with"
          + " _KEY_PASSWORD_FILE."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example, in a pipeline before a new version is rolled out:",
      "  tokenbroker schemas register --dry-run && tokenbroker schemas register"
    })
public final class SchemasCommand {
  private static final List<String> COLUMNS =
      List.of("subject", "state", "id", "version", "compatibility");

  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Printer.Format output = Printer.Format.table;

  public SchemasCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** {@code tokenbroker schemas register}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "register",
      footer = {
        "",
        "Examples:",
        "  tokenbroker schemas register --dry-run",
        "  tokenbroker schemas register"
      },
      description = {
        "Register what is missing, and set every subject's compatibility to FULL_TRANSITIVE.",
        "Nothing is registered if one schema is not compatible with those before it: exit code 1."
      })
  int register(
      @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
          boolean dryRun) {
    SchemaRegistration registration = registration();
    List<SubjectState> before = registration.states();
    if (dryRun || isRefused(before)) {
      print(before);
      return isRefused(before) ? refused(before) : 0;
    }
    List<SubjectState> after = before.stream().map(registration::register).toList();
    print(after);
    return after.stream().allMatch(SubjectState::isAsItHasToBe) ? 0 : 1;
  }

  /** {@code tokenbroker schemas check}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "check",
      footer = {"", "Example:", "  tokenbroker schemas check"},
      description =
          "Compare the registry with what this version needs, and change nothing; exit code 1 if a"
              + " schema is missing or not compatible, or a subject's compatibility is another.")
  int check() {
    List<SubjectState> states = registration().states();
    print(states);
    return isRefused(states)
        ? refused(states)
        : states.stream().allMatch(SubjectState::isAsItHasToBe) ? 0 : 1;
  }

  /** {@code tokenbroker schemas list}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "list",
      footer = {"", "Example:", "  tokenbroker schemas list --output json"},
      description = "List the subjects of this version's schemas with their ids.")
  int list() {
    print(registration().states());
    return 0;
  }

  private SchemaRegistration registration() {
    SchemaRegistry registry =
        new SchemaRegistry(
            cluster
                .schemaRegistry()
                .orElseThrow(
                    () ->
                        new CliException(
                            "TOKENBROKER_SCHEMA_REGISTRY_URL is not set: without a registry there"
                                + " is nothing to register, ids come from fingerprints")));
    return new SchemaRegistration(
        registry, Subject.of(cluster.topics(), EnumSet.allOf(Topic.class)));
  }

  private static boolean isRefused(List<SubjectState> states) {
    return states.stream().anyMatch(state -> state.incompatible().isPresent());
  }

  private int refused(List<SubjectState> states) {
    PrintWriter err = spec.commandLine().getErr();
    for (SubjectState state : states) {
      state
          .incompatible()
          .ifPresent(
              why ->
                  err.println(
                      "tokenbroker: the schema of "
                          + state.subject().name()
                          + " is not compatible with those registered: "
                          + Printer.printable(why)));
    }
    err.flush();
    return 1;
  }

  private void print(List<SubjectState> states) {
    new Printer(spec.commandLine().getOut(), output)
        .rows(
            COLUMNS,
            states.stream()
                .map(
                    state ->
                        List.of(
                            state.subject().name(),
                            state.word(),
                            state.registered().map(it -> Integer.toString(it.id())).orElse("-"),
                            state
                                .registered()
                                .map(it -> Integer.toString(it.version()))
                                .orElse("-"),
                            state.level().orElse("default")))
                .toList());
  }
}
