// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.control.ControlDesk;
import io.tokenbroker.control.Controls;
import io.tokenbroker.control.Home;
import io.tokenbroker.control.Pause;
import io.tokenbroker.key.PauseScope;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenbroker resume}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "resume",
    description = {
      "Make calls to providers again that were paused; what waited is at work within half a"
          + " minute, large numbers one after the other.",
      "With --all this cluster also becomes the grants' home: after a restore or a move, say it"
          + " only when no broker works with the grants anywhere else, for two of them would use"
          + " each other's refresh tokens. Pauses of tenants and connectors stay."
    },
    footer = {
      "",
      "Examples:",
      "  tokenbroker resume --connector acme/github",
      "  tokenbroker resume --all --dry-run"
    })
public final class ResumeCommand implements Callable<Integer> {
  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output = new OutputOption();

  public ResumeCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  @Override
  public Integer call() {
    PauseScope wanted = scope.scope();
    ControlDesk desk = PauseCommand.desk(cluster);
    Controls controls = desk.read();
    boolean paused = controls.pauses().stream().anyMatch(it -> it.scope().equals(wanted));
    List<List<String>> rows = new ArrayList<>();
    if (wanted instanceof PauseScope.All) {
      rows.add(adopt(desk, controls.home()));
    }
    if (paused && !dryRun) {
      desk.resume(wanted, controls);
    }
    rows.add(List.of(wanted.toString(), paused ? "resumed" : "not paused"));
    output.printer().rows(List.of("scope", dryRun ? "would be" : "result"), rows);
    tellTheRest(controls, wanted);
    return 0;
  }

  private List<String> adopt(ControlDesk desk, Optional<Home> before) {
    String here = clusterId(cluster);
    if (!dryRun) {
      Home unused = desk.adopt(here, before);
    }
    String was =
        before
            .map(home -> home.clusterId().equals(here) ? "as before" : "was " + home.clusterId())
            .orElse("there was none");
    return List.of("home", "cluster " + here + " (" + was + ")");
  }

  private void tellTheRest(Controls controls, PauseScope resumed) {
    PrintWriter err = spec.commandLine().getErr();
    for (Pause pause : controls.pauses()) {
      if (!pause.scope().equals(resumed)) {
        err.println("still paused: " + Printer.printable(pause.toString()));
      }
    }
    err.flush();
  }

  /** The id of the cluster that the command talks to. */
  static String clusterId(ClusterOptions cluster) {
    try (ClusterAdmin admin = new ClusterAdmin(cluster.kafka(), cluster.timeout())) {
      return admin.clusterId();
    }
  }
}
