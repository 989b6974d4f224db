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

/** Revokes many grants and says of each what came of it. Repeating it is harmless. */
public final class GrantDeletion {
  private final PacedCommands commands;

  public GrantDeletion(PacedCommands commands) {
    this.commands = commands;
  }

  /**
   * One grant's line of the report.
   *
   * @param detail the state that it has now, or why it failed
   */
  public record Row(TokenKey key, Result result, String detail) {}

  /** Revokes them all; each row is told as soon as it is known. */
  public void run(
      Collection<TokenKey> keys, Function<String, SpecificRecord> revocation, Consumer<Row> rows) {
    commands.run(
        keys.stream().map(key -> new Command<>(key, key, revocation)).iterator(),
        outcome -> rows.accept(row(outcome.key(), outcome.answer())));
  }

  private static Row row(TokenKey key, Answer answer) {
    if (answer instanceof Answer.Described described) {
      String state = described.grant().getState();
      return new Row(key, result(state), state);
    }
    return new Row(key, Result.ofFailure(answer), answer.problem());
  }

  /** A grant that was authorized after the command was given stays as it is. */
  private static Result result(String state) {
    return switch (state) {
      case "absent" -> Result.ABSENT;
      case "revoked", "revoking" -> Result.REVOKED;
      default -> Result.FAILED;
    };
  }
}
