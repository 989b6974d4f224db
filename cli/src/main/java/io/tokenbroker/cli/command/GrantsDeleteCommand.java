// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.KafkaTopicKeys;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.cli.grant.GrantDeletion;
import io.tokenbroker.cli.grant.GrantRecords;
import io.tokenbroker.cli.grant.GrantSelector;
import io.tokenbroker.cli.grant.KnownGrants;
import io.tokenbroker.key.TokenKey;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
    Collection<TokenKey> keys =
        new KnownGrants(
                new GrantRecords(new KafkaTopicKeys(cluster.kafka(), cluster.timeout())),
                selection.logs(cluster))
            .matching(selector);
    if (keys.isEmpty()) {
      err().println("no grant is known of " + selector);
      err().flush();
      return 0;
    }
    if (!dryRun) {
      confirmation.demand(
          (how.erase() ? "Revoke and erase " : "Revoke ") + count(keys) + " of " + selector + "?");
    }
    try (BrokerCommands broker =
        new BrokerCommands(cluster.kafka(), cluster.topics(), cluster.timeout())) {
      return dryRun ? describe(broker, keys) : delete(broker, keys);
    }
  }

  private int describe(BrokerCommands broker, Collection<TokenKey> keys) {
    Printer.RowStream rows =
        grants.printer().stream(List.of(keyColumn(keys), new Printer.Column("state", 0)));
    AtomicBoolean all = new AtomicBoolean(true);
    PacedCommands.ofQuestions(broker)
        .run(
            keys.stream()
                .map(key -> new Command<>(key, key, GrantsCommand.drafts().describe()))
                .iterator(),
            outcome -> {
              boolean known = outcome.answer() instanceof Answer.Described;
              all.compareAndSet(true, known);
              rows.row(List.of(outcome.key().toString(), state(outcome.answer())));
            });
    err().println(count(keys) + " would be deleted");
    err().flush();
    return all.get() ? 0 : 1;
  }

  private static String state(Answer answer) {
    return answer instanceof Answer.Described described
        ? described.grant().getState()
        : "unknown: " + answer.problem();
  }

  private int delete(BrokerCommands broker, Collection<TokenKey> keys) {
    Printer.RowStream rows =
        grants.printer().stream(
            List.of(
                keyColumn(keys), new Printer.Column("result", 9), new Printer.Column("detail", 0)));
    try (Bulk bulk = new Bulk(rows, new Progress(err(), "grants", keys.size(), AGAIN))) {
      new GrantDeletion(new PacedCommands(broker, rate.pace(), MAX_UNDER_WAY))
          .run(
              keys,
              how.revocation(GrantsCommand.drafts()),
              row ->
                  bulk.row(
                      row.result(),
                      List.of(row.key().toString(), row.result().word(), row.detail())));
      return bulk.finish();
    }
  }

  private static String count(Collection<TokenKey> keys) {
    return keys.size() == 1 ? "1 grant" : keys.size() + " grants";
  }

  private static Printer.Column keyColumn(Collection<TokenKey> keys) {
    return new Printer.Column(
        "key", keys.stream().mapToInt(key -> key.toString().length()).max().orElse(0));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
