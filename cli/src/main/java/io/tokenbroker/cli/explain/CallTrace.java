// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one provider call, from its record on provider-results; nothing sealed.
 *
 * @param attemptId names the attempt
 * @param at when it ended, or was claimed
 * @param code error code, or why it was not sent or is unknown; empty for a success or a claim
 * @param description the provider's words
 * @param httpStatus of the answer, if there was one
 * @param retryAfter what the provider, or the caller, asked for
 */
public record CallTrace(
    String attemptId,
    Instant at,
    End end,
    Optional<String> code,
    Optional<String> description,
    Optional<Integer> httpStatus,
    Optional<Duration> retryAfter) {

  /** How far the attempt came. */
  public enum End {
    STARTED("was sent"),
    SUCCEEDED("succeeded"),
    FAILED_TRANSIENT("failed for now"),
    FAILED_REAUTHORIZE("was refused: the grant is no longer good"),
    FAILED_CONFIGURATION("was refused: the client or the connector is wrong"),
    NOT_SENT("was not sent"),
    UNKNOWN("ended with nobody knowing whether the provider processed it");

    private final String words;

    End(String words) {
      this.words = words;
    }

    boolean isFailure() {
      return this == FAILED_TRANSIENT || this == FAILED_REAUTHORIZE || this == FAILED_CONFIGURATION;
    }
  }

  /** As evidence. */
  String text() {
    return at
        + " call "
        + attemptId
        + " "
        + end.words
        + code.map(known -> ": " + known).orElse("")
        + httpStatus.map(status -> ", HTTP " + status).orElse("")
        + description.map(words -> ", the provider says \"" + words + "\"").orElse("")
        + retryAfter.map(wait -> ", try again after " + wait.toSeconds() + " s").orElse("");
  }
}
