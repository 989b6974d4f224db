// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.grant.GrantDeletion;
import io.tokenbroker.cli.grant.GrantSelector;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker grants delete}. */
@CommandLine.Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "delete",
    description = {
      "Revoke all grants of a tenant, or those of one connector or user of it that the broker knows"
          + " of: what is stored, what runners see, and what is being authorized.",
      "Prints one line for each, as the answers come. Repeating it is harmless. Exit code 0 if all"
          + " are done, 1 if not."
    },
    footer = {
      "",
      "Examples:",
      "  tokenbroker grants delete --tenant acme --user ann --erase",
      "  tokenbroker grants delete --tenant acme --connector github --dry-run",
      "  tokenbroker grants delete --tenant acme --erase --yes --rate 50 --output json"
    })
final class GrantsDeleteCommand implements Callable<Integer> {
  private static final int MAX_UNDER_WAY = 10;
  private static final String AGAIN =
      "what was sent stands; give the same command again to do the rest";

  private final GrantsCommand grants;
  private final Terminal terminal;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SelectionOptions selection = new SelectionOptions();
  @Mixin private RevocationOptions how = new RevocationOptions();
  @Mixin private RateOption rate = new RateOption();

  @Option(names = "--dry-run", description = "Say which they are, in which state; do nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask; needed where nobody can be asked.")
  private boolean yes;

  GrantsDeleteCommand(GrantsCommand grants, Terminal terminal) {
    this.grants = grants;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    GrantSelector selector =
        selection
            .selector()
            .orElseThrow(() -> new ParameterException(spec.commandLine(), "--tenant is missing"));
    Confirmation confirmation = new Confirmation(terminal, yes);
    if (!dryRun && !confirmation.isPossible()) {
      throw new ParameterException(
          spec.commandLine(), "nobody can be asked here: look with --dry-run, then give --yes");
    }
    rate.pace();
    ClusterOptions cluster = grants.cluster();
    GrantsFound found = GrantsFound.in(cluster, selection, selector);
    if (found.keys().isEmpty()) {
      err().println("no grant is known of " + selector);
      err().flush();
      return 0;
    }
    if (!dryRun) {
      confirmation.demand(
          (how.erase() ? "Revoke and erase " : "Revoke ")
              + found.count()
              + " of "
              + selector
              + "?");
    }
    try (BrokerCommands broker = BrokerCommands.to(cluster)) {
      return dryRun ? describe(broker, found) : delete(broker, found);
    }
  }

  private int describe(BrokerCommands broker, GrantsFound found) {
    boolean all = found.describe(broker, grants.printer());
    err().println(found.count() + " would be deleted");
    err().flush();
    return all ? 0 : 1;
  }

  private int delete(BrokerCommands broker, GrantsFound found) {
    Printer.RowStream rows = grants.printer().stream(found.resultColumns());
    try (Bulk bulk = new Bulk(rows, new Progress(err(), "grants", found.keys().size(), AGAIN))) {
      new GrantDeletion(new PacedCommands(broker, rate.pace(), MAX_UNDER_WAY))
          .run(
              found.keys(),
              how.revocation(GrantsCommand.drafts()),
              row ->
                  bulk.row(
                      row.result(),
                      List.of(row.key().toString(), row.result().word(), row.detail())));
      return bulk.finish();
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
