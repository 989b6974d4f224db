// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.control.ControlDesk;
import io.tokenbroker.control.Controls;
import io.tokenbroker.control.Home;
import io.tokenbroker.control.Pause;
import io.tokenbroker.key.PauseScope;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker pause}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "pause",
    description = {
      "Hold calls to providers back: all, a tenant's or a connector's.",
      "Grants are kept and runners keep the tokens that they have. Refreshes and revocations at"
          + " providers wait; who authorizes meanwhile is told to try again later. Pausing what is"
          + " paused changes the reason. Calls that are out end as they do."
    },
    footer = {
      "",
      "Examples:",
      "  tokenbroker pause --connector acme/github --reason 'incident at GitHub'",
      "  tokenbroker pause --all --reason 'restore from backup'",
      "  tokenbroker pause list --output json",
      "  tokenbroker resume --all"
    })
public final class PauseCommand implements Callable<Integer> {
  private static final int MAX_REASON = 200;
  private static final List<String> COLUMNS = List.of("scope", "reason", "by", "since");

  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for those who find it paused; 1 to 200 characters.")
  private Optional<String> reason = Optional.empty();

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output = new OutputOption();

  public PauseCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  @Override
  public Integer call() {
    PauseScope wanted = scope.scope();
    String why =
        reason
            .map(String::strip)
            .filter(text -> !text.isEmpty() && text.length() <= MAX_REASON)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "--reason has 1 to " + MAX_REASON + " characters"));
    ControlDesk desk = desk(cluster);
    boolean before = desk.read().pauses().stream().anyMatch(it -> it.scope().equals(wanted));
    if (!dryRun) {
      Pause unused = desk.pause(wanted, why);
    }
    output
        .printer()
        .rows(
            List.of("scope", dryRun ? "would be" : "result"),
            List.of(List.of(wanted.toString(), before ? "paused for this reason" : "paused")));
    return 0;
  }

  /** {@code tokenbroker pause list}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "list",
      description = {
        "List what is paused, and whether this cluster is the grants' home: in another one the"
            + " broker holds all calls back until 'tokenbroker resume --all'."
      },
      footer = {"", "Example:", "  tokenbroker pause list --output json"})
  int list(@Mixin OutputOption format) {
    Controls controls = desk(cluster).read();
    List<List<String>> rows = new ArrayList<>();
    if (controls.home().isEmpty()) {
      rows.add(List.of("all", "no home is recorded: where there are grants, they wait", "", ""));
    }
    controls
        .home()
        .filter(home -> !home.clusterId().equals(ResumeCommand.clusterId(cluster)))
        .ifPresent(home -> rows.add(elsewhere(home)));
    controls
        .pauses()
        .forEach(
            pause ->
                rows.add(
                    List.of(
                        pause.scope().toString(),
                        pause.reason(),
                        pause.by(),
                        pause.since().toString())));
    format.printer().rows(COLUMNS, rows);
    return 0;
  }

  static ControlDesk desk(ClusterOptions cluster) {
    return new ControlDesk(cluster, Operator.name(), Clock.systemUTC());
  }

  private static List<String> elsewhere(Home home) {
    return List.of(
        "all",
        "the grants are at home in cluster " + home.clusterId(),
        home.by(),
        home.since().toString());
  }
}
