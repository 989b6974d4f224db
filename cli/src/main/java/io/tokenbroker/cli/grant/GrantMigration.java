// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.key.TokenKey;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Migrates many grants and says of each what came of it. Repeating it is harmless. */
public final class GrantMigration {
  /** A grant without tokens has nothing that could go anywhere. */
  private static final String NO_GRANT = "no_grant";

  private final PacedCommands commands;

  public GrantMigration(PacedCommands commands) {
    this.commands = commands;
  }

  /**
   * One grant's line of the report.
   *
   * @param detail the state that it has now, or why it failed
   */
  public record Row(TokenKey key, Result result, String detail) {}

  /** Migrates them all; each row is told as soon as it is known. */
  public void run(
      Collection<TokenKey> keys, Function<String, SpecificRecord> migration, Consumer<Row> rows) {
    commands.run(
        keys.stream().map(key -> new Command<>(key, key, migration)).iterator(),
        outcome -> rows.accept(row(outcome.key(), outcome.answer())));
  }

  private static Row row(TokenKey key, Answer answer) {
    if (answer instanceof Answer.Described described) {
      return new Row(key, Result.MIGRATED, described.grant().getState());
    }
    boolean hasNone = answer instanceof Answer.Refused refused && refused.reason().equals(NO_GRANT);
    return new Row(key, hasNone ? Result.ABSENT : Result.ofFailure(answer), answer.problem());
  }
}
