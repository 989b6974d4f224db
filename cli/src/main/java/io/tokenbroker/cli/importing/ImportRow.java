// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.grant.Result;
import java.util.Set;

/**
 * One line's entry of an import's report.
 *
 * @param line its number in the file, from 1
 * @param key empty where the line could not be read
 * @param reason empty where all went well
 */
public record ImportRow(int line, String key, Result result, String reason) {
  /** What the broker refuses without having tried anything. */
  private static final Set<String> REFUSALS =
      Set.of(
          "grant_exists",
          "no_token",
          "token_expired",
          "unknown_connector",
          "unsupported_grant_type",
          "unsupported_command",
          "account_mismatch",
          "revoked",
          "refresh_token_in_use",
          "expired",
          "too_many_authorizations",
          "under_way");

  static ImportRow bad(GrantLines.Checked line) {
    return new ImportRow(line.number(), line.key(), Result.REFUSED, line.problem());
  }

  /** After a command. */
  static ImportRow imported(int line, String key, Answer answer) {
    if (answer instanceof Answer.Succeeded) {
      return new ImportRow(line, key, Result.IMPORTED, "");
    }
    boolean refused =
        answer instanceof Answer.Refused refusal && REFUSALS.contains(refusal.reason());
    return new ImportRow(
        line, key, refused ? Result.REFUSED : Result.ofFailure(answer), answer.problem());
  }

  /** What a command would do to a grant as it is. */
  static ImportRow foreseen(int line, String key, Answer answer, boolean replace) {
    if (!(answer instanceof Answer.Described described)) {
      return new ImportRow(line, key, Result.ofFailure(answer), answer.problem());
    }
    String state = described.grant().getState();
    return switch (state) {
      case "absent", "revoked", "revoking" -> new ImportRow(line, key, Result.WOULD_CREATE, "");
      case "reauthorization_required" -> new ImportRow(line, key, Result.WOULD_REPLACE, state);
      default ->
          replace
              ? new ImportRow(line, key, Result.WOULD_REPLACE, state)
              : new ImportRow(
                  line, key, Result.REFUSED, "grant is " + state + ": --replace replaces it");
    };
  }
}
