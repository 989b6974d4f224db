// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.time.Instant;
import java.util.Optional;

/**
 * The last record of the grant on token-events: what every runner sees.
 *
 * @param at when it was written
 * @param type the event's name; {@code tombstone} where the record has no value, {@code unreadable}
 *     where it can't be read
 * @param reason why, of a revocation or a re-authorization
 * @param expiresAt when the access token that it carries expires, if it carries one
 */
public record TokenEvent(
    Instant at, String type, String version, Optional<String> reason, Optional<Instant> expiresAt) {
  /** As evidence. */
  String text() {
    return at
        + " token-events: "
        + type
        + (version.isEmpty() ? "" : " " + version)
        + reason.map(why -> " (" + why + ")").orElse("")
        + expiresAt.map(end -> ", token usable until " + end).orElse("");
  }
}
