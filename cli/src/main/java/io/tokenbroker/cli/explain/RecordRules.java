// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.Finding.Weight;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Were there records of the grant that nobody could read? */
final class RecordRules {
  private RecordRules() {}

  static Stream<Finding> of(Evidence evidence) {
    return Stream.of(deadLetter(evidence), unreadableEvent(evidence), notPublished(evidence))
        .flatMap(Optional::stream);
  }

  private static Optional<Finding> deadLetter(Evidence evidence) {
    if (evidence.deadLetters().isEmpty()) {
      return Optional.empty();
    }
    Letter last = evidence.deadLetters().get(evidence.deadLetters().size() - 1);
    Optional<Instant> success =
        evidence
            .last(
                line ->
                    line.action().equals("token_refreshed") || line.action().equals("token_issued"))
            .map(AuditLine::at);
    boolean since = success.filter(at -> at.isAfter(last.at())).isEmpty();
    int count = evidence.deadLetters().size();
    Finding finding =
        Finding.of(
                "unreadable_record",
                since ? weight(last, evidence) : Weight.REMARK,
                (count == 1 ? "A record" : count + " records")
                    + " of the grant could not be read or handled, the last one from "
                    + last.source()
                    + (since ? ", and nothing has succeeded since." : "; it has worked since."))
            .seen(last.text());
    if (last.error().contains("CannotOpen") || last.error().contains("UnknownKey")) {
      finding =
          finding.todo(
              "whoever wrote it seals with other keys than the broker has: compare the keysets of"
                  + " broker-service, gateway and this command (tokenbroker doctor)");
    }
    return Optional.of(
        finding
            .todo("look at it: tokenbroker dead-letters show " + last.id())
            .todo(
                "when its cause is mended: tokenbroker dead-letters replay "
                    + last.id()
                    + " --dry-run"));
  }

  /**
   * Of a record that starts a grant, nothing else is left to explain why there is none, unless an
   * authorization has come to its end since.
   */
  private static Weight weight(Letter last, Evidence evidence) {
    boolean isAbsent = evidence.state().filter(state -> state.equals("absent")).isPresent();
    boolean isOld =
        evidence
            .last(line -> line.action().equals("authorization_failed"))
            .filter(line -> line.at().isAfter(last.at()))
            .isPresent();
    return (isAbsent && !isOld) || last.source().equals("provider-results")
        ? Weight.CAUSE
        : Weight.POSSIBLE;
  }

  private static Optional<Finding> unreadableEvent(Evidence evidence) {
    return evidence
        .lastEvent()
        .filter(event -> event.type().equals("unreadable"))
        .map(
            event ->
                Finding.of(
                        "event_unreadable",
                        Weight.CAUSE,
                        "The grant's last record on token-events can't be read, so runners have no"
                            + " token: its schema is not known here, or somebody else wrote it.")
                    .seen(event.text())
                    .todo("have it published again: tokenbroker grants refresh " + evidence.key()));
  }

  /** The broker has a token that runners do not see. */
  private static Optional<Finding> notPublished(Evidence evidence) {
    boolean hasToken =
        evidence
            .state()
            .filter(state -> state.equals("active") || state.equals("refreshing"))
            .isPresent();
    boolean seesNone =
        evidence.lastEvent().isEmpty()
            || evidence.lastEvent().filter(event -> event.type().equals("tombstone")).isPresent();
    boolean isRead = evidence.gaps().stream().noneMatch(gap -> gap.contains("token-events"));
    return hasToken && seesNone && isRead
        ? Optional.of(
            Finding.of(
                    "event_missing",
                    Weight.CAUSE,
                    "The broker has a token, and token-events has none for runners: the topic was"
                        + " made anew, or its records were deleted.")
                .seen(evidence.lastEvent().map(TokenEvent::text))
                .todo("have it published: tokenbroker grants refresh " + evidence.key()))
        : Optional.empty();
  }
}
