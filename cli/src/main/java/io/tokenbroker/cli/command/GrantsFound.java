// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.CommandSender;
import io.tokenbroker.cli.cluster.KafkaTopicKeys;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.cli.grant.GrantRecords;
import io.tokenbroker.cli.grant.KnownGrants;
import io.tokenbroker.key.TokenKey;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The grants that a bulk command is about.
 *
 * @param keys in the order of their text forms
 */
record GrantsFound(Collection<TokenKey> keys) {
  GrantsFound {
    keys = List.copyOf(keys);
  }

  /** Those that the broker knows of. */
  static GrantsFound in(
      ClusterOptions cluster, SelectionOptions selection, Predicate<TokenKey> selector) {
    return new GrantsFound(
        new KnownGrants(
                new GrantRecords(new KafkaTopicKeys(cluster.kafka(), cluster.timeout())),
                selection.logs(cluster))
            .matching(selector));
  }

  /** How many, in words. */
  String count() {
    return keys.size() == 1 ? "1 grant" : keys.size() + " grants";
  }

  Printer.Column keyColumn() {
    return new Printer.Column(
        "key", keys.stream().mapToInt(key -> key.toString().length()).max().orElse(0));
  }

  /** The columns of what came of each. */
  List<Printer.Column> resultColumns() {
    return List.of(keyColumn(), new Printer.Column("result", 9), new Printer.Column("detail", 0));
  }

  /** Says in which state they are; tells whether that is known of all. */
  boolean describe(CommandSender broker, Printer printer) {
    Printer.RowStream rows = printer.stream(List.of(keyColumn(), new Printer.Column("state", 0)));
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
    return all.get();
  }

  private static String state(Answer answer) {
    return answer instanceof Answer.Described described
        ? described.grant().getState()
        : "unknown: " + answer.problem();
  }
}
