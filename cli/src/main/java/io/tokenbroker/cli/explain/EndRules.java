// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.CallTrace.End;
import io.tokenbroker.cli.explain.Finding.Weight;
import io.tokenbroker.event.GrantDescribed;
import java.util.Optional;
import java.util.stream.Stream;

/** Why has a grant ended? */
final class EndRules {
  private EndRules() {}

  static Stream<Finding> of(Evidence evidence) {
    return evidence.grant().stream()
        .flatMap(
            grant ->
                switch (grant.getState()) {
                  case "reauthorization_required" -> Stream.of(needsPerson(evidence, grant));
                  case "revoked", "revoking" -> Stream.of(disconnected(evidence, grant));
                  default -> Stream.<Finding>empty();
                });
  }

  private static Finding needsPerson(Evidence evidence, GrantDescribed grant) {
    String reason = grant.getReason().orElse("no reason is known");
    return finding(evidence, grant, reason)
        .seen(evidence.last("reauthorization_required").map(AuditLine::text))
        .seen(
            grant
                .getExpiresAt()
                .filter(end -> end.isAfter(evidence.now()))
                .map(end -> "runners still have a valid token, until " + end))
        .todo(Remedies.connectAgain(evidence.key(), isForPersons(evidence)));
  }

  private static Finding finding(Evidence evidence, GrantDescribed grant, String reason) {
    return switch (reason) {
      case "refresh_outcome_unknown" ->
          Finding.of(
                  "refresh_outcome_unknown",
                  Weight.CAUSE,
                  "A refresh was sent and its answer got lost; the refresh token is for one use"
                      + " (refreshReplay: "
                      + replay(evidence)
                      + "), and the last try was refused: it had been used up.")
              .seen(evidence.lastCall(call -> call.end() == End.UNKNOWN).map(CallTrace::text))
              .seen(evidence.lastCall(call -> call.end().isFailure()).map(CallTrace::text))
              .todo(
                  "if the provider takes a used refresh token again for a while, say so in the"
                      + " connector (refreshReplay: grace), so that it does not happen again");
      case "no_refresh_token" ->
          Finding.of(
                  "no_refresh_token",
                  Weight.CAUSE,
                  "The provider gave no refresh token, so the grant ended with its access token"
                      + grant.getExpiresAt().map(end -> ", at " + end).orElse("")
                      + ".")
              .seen(evidence.last("token_issued").map(AuditLine::text))
              .todo(
                  Remedies.applyConnector(
                      "ask for one: many providers want a scope (offline_access), a parameter"
                          + " (access_type=offline) or another consent (prompt=consent) for it"));
      case "grant_ends" ->
          Finding.of(
                  "grant_ended",
                  Weight.CAUSE,
                  "The grant has reached its known end"
                      + grant.getEndsAt().map(end -> ", " + end).orElse("")
                      + ": the provider lets none live longer.")
              .seen(evidence.last("reauthorization_announced").map(AuditLine::text));
      default -> refused(evidence, reason);
    };
  }

  private static Finding refused(Evidence evidence, String reason) {
    Optional<CallTrace> refusal =
        evidence
            .lastCall(call -> call.code().equals(Optional.of(reason)))
            .or(() -> evidence.lastCall(call -> call.end() == End.FAILED_REAUTHORIZE));
    return Finding.of(
            "refresh_token_refused",
            Weight.CAUSE,
            "The provider no longer accepts the refresh token ("
                + reason
                + "): access was withdrawn there, by the person or an administrator, or the token"
                + " has expired, or a password or a policy changed, or another system used it.")
        .seen(refusal.map(CallTrace::text))
        .seen(
            evidence
                .lastCall(call -> call.end() == End.UNKNOWN)
                .filter(call -> refusal.filter(it -> call.at().isAfter(it.at())).isEmpty())
                .map(call -> "before that an answer got lost: " + call.text()));
  }

  private static Finding disconnected(Evidence evidence, GrantDescribed grant) {
    Optional<AuditLine> who =
        evidence.last(
            line ->
                line.action().equals("grant_revoked")
                    || line.action().equals("grant_revoked_again"));
    Finding finding =
        Finding.of(
                "disconnected",
                Weight.CAUSE,
                "It was disconnected"
                    + who.map(line -> " by " + line.actor() + " at " + line.at()).orElse("")
                    + grant.getReason().map(reason -> " (" + reason + ")").orElse("")
                    + (grant.getState().equals("revoking")
                        ? "; the provider has not confirmed that yet."
                        : "."))
            .seen(who.map(AuditLine::text))
            .seen(evidence.lastEvent().map(TokenEvent::text))
            .seen(
                evidence
                    .last(
                        line ->
                            line.action().equals("revoked_at_provider")
                                || line.action().equals("revocation_refused")
                                || line.action().equals("revocation_given_up")
                                || line.action().equals("not_revoked_at_provider"))
                    .map(AuditLine::text));
    return finding.todo(
        "if that was not meant: " + Remedies.connectAgain(evidence.key(), isForPersons(evidence)));
  }

  private static boolean isForPersons(Evidence evidence) {
    return evidence
        .connector()
        .flatMap(ConnectorState::current)
        .map(ConnectorState.Revision::needsPerson)
        .orElse(true);
  }

  private static String replay(Evidence evidence) {
    return evidence
        .connector()
        .flatMap(ConnectorState::current)
        .map(ConnectorState.Revision::refreshReplay)
        .orElse("never");
  }
}
