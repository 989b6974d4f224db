// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the audit says of the grant, one record of it. */
public record AuditLine(
    Instant at,
    String action,
    String actor,
    Optional<String> reason,
    Optional<String> authorizationId,
    Optional<String> attemptId,
    Map<String, String> details) {
  public AuditLine {
    details = Map.copyOf(details);
  }

  /** As evidence: when, what, why, by whom. */
  String text() {
    return at
        + " audit: "
        + action
        + reason.map(why -> " (" + why + ")").orElse("")
        + (actor.equals("broker") ? "" : " by " + actor);
  }
}
