// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.grant.GrantMigration;
import io.tokenbroker.cli.grant.GrantSelector;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.EndpointOrigin;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker grants migrate}. */
@CommandLine.Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "migrate",
    description = {
      "Send the secrets of a connector's grants to the origin of its token endpoint as it is now,"
          + " instead of the one that they were issued at: after the provider has moved.",
      "Prints one line for each, as the answers come. Repeating it is harmless. Exit code 0 if all"
          + " are done, 1 if not."
    },
    footer = {
      "",
      "Example:",
      "  tokenbroker grants migrate --tenant acme --connector github --from-origin"
          + " https://old.example --dry-run"
    })
final class GrantsMigrateCommand implements Callable<Integer> {
  private static final int MAX_UNDER_WAY = 10;
  private static final String AGAIN =
      "what was sent stands; give the same command again to do the rest";

  private final GrantsCommand grants;
  private final Terminal terminal;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Mixin private RateOption rate = new RateOption();
  private String from = "";

  @Option(names = "--dry-run", description = "Say which they are, in which state; do nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask; needed where nobody can be asked.")
  private boolean yes;

  GrantsMigrateCommand(GrantsCommand grants, Terminal terminal) {
    this.grants = grants;
    this.terminal = terminal;
  }

  @Option(
      names = "--from-origin",
      paramLabel = "URL",
      required = true,
      description =
          "Where the token endpoint was, such as https://old.example; a grant that is at another"
              + " origin is refused.")
  void useFrom(String url) {
    try {
      from = EndpointOrigin.of(url);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--from-origin is a URL such as https://old.example, not " + url);
    }
  }

  @Override
  public Integer call() {
    GrantSelector selector =
        selection
            .selector()
            .orElseThrow(() -> new ParameterException(spec.commandLine(), "--tenant is missing"));
    String connector =
        selector
            .connector()
            .orElseThrow(
                () -> new ParameterException(spec.commandLine(), "--connector is missing"));
    Confirmation confirmation = new Confirmation(terminal, yes);
    if (!dryRun && !confirmation.isPossible()) {
      throw new ParameterException(
          spec.commandLine(), "nobody can be asked here: look with --dry-run, then give --yes");
    }
    rate.pace();
    ConnectorDefined current =
        grants.connectors().of(new ConnectorId(selector.tenant(), connector));
    String to = EndpointOrigin.of(current.getTokenEndpoint());
    if (to.equals(from)) {
      throw new CliException(
          "the token endpoint of connector "
              + selector.tenant()
              + "/"
              + connector
              + " is still at "
              + to
              + ": apply its new definition first");
    }
    ClusterOptions cluster = grants.cluster();
    GrantsFound found = GrantsFound.in(cluster, selection, selector);
    if (found.keys().isEmpty()) {
      say("no grant is known of " + selector);
      return 0;
    }
    if (!dryRun) {
      confirmation.demand(
          "Send the secrets of "
              + found.count()
              + " of "
              + selector
              + " to "
              + to
              + ", not to "
              + from
              + ", from now on?");
    }
    try (BrokerCommands broker = BrokerCommands.to(cluster)) {
      return dryRun
          ? describe(broker, found, to)
          : migrate(broker, found, current.getRevision(), to);
    }
  }

  private int describe(BrokerCommands broker, GrantsFound found, String to) {
    boolean all = found.describe(broker, grants.printer());
    say(found.count() + " would be migrated to " + to);
    return all ? 0 : 1;
  }

  private int migrate(BrokerCommands broker, GrantsFound found, long revision, String to) {
    Printer.RowStream rows = grants.printer().stream(found.resultColumns());
    try (Bulk bulk = new Bulk(rows, new Progress(err(), "grants", found.keys().size(), AGAIN))) {
      new GrantMigration(new PacedCommands(broker, rate.pace(), MAX_UNDER_WAY))
          .run(
              found.keys(),
              GrantsCommand.drafts().migrate(revision, from, to),
              row ->
                  bulk.row(
                      row.result(),
                      List.of(row.key().toString(), row.result().word(), row.detail())));
      return bulk.finish();
    }
  }

  private void say(String line) {
    err().println(line);
    err().flush();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
