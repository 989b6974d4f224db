// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.Diagnosis.Verdict;
import io.tokenbroker.event.GrantDescribed;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Says why a grant does not work, from what was found out about it. */
public final class Explainer {
  private static final List<Function<Evidence, Stream<Finding>>> RULES =
      List.of(
          BrokerRules::of,
          ConnectorRules::of,
          RecordRules::of,
          EndRules::of,
          CallRules::of,
          AuthorizationRules::of);

  private Explainer() {}

  /** What is to be said; the most probable cause first. */
  public static Diagnosis explain(Evidence evidence) {
    List<Finding> findings =
        RULES.stream()
            .flatMap(rule -> rule.apply(evidence))
            .sorted(Comparator.comparing(Finding::weight))
            .toList();
    Verdict verdict = verdict(evidence, findings);
    return new Diagnosis(verdict, sentence(evidence, verdict, findings), findings);
  }

  private static Verdict verdict(Evidence evidence, List<Finding> findings) {
    Optional<String> state = evidence.state();
    boolean hasToken = tokenUntil(evidence).filter(end -> end.isAfter(evidence.now())).isPresent();
    if (state.isEmpty()) {
      return hasToken
          ? Verdict.WORKS_FOR_NOW
          : evidence.lastEvent().isPresent() ? Verdict.BROKEN : Verdict.UNKNOWN;
    }
    boolean isActive = state.get().equals("active") || state.get().equals("refreshing");
    boolean isUnseen =
        findings.stream()
            .anyMatch(
                finding ->
                    finding.code().equals("event_missing")
                        || finding.code().equals("event_unreadable"));
    boolean needsPerson = state.get().equals("reauthorization_required");
    if (!hasToken || isUnseen || !(isActive || needsPerson)) {
      return Verdict.BROKEN;
    }
    boolean isTroubled =
        needsPerson
            || findings.stream()
                .anyMatch(finding -> finding.weight().compareTo(Finding.Weight.POSSIBLE) < 0);
    return isTroubled ? Verdict.WORKS_FOR_NOW : Verdict.WORKS;
  }

  /** Until when runners have a valid token, as far as anybody says. */
  private static Optional<Instant> tokenUntil(Evidence evidence) {
    return evidence.grant().isPresent()
        ? evidence.grant().flatMap(GrantDescribed::getExpiresAt)
        : evidence
            .lastEvent()
            .filter(event -> !event.type().equals("TokenRevoked"))
            .flatMap(TokenEvent::expiresAt);
  }

  private static String sentence(Evidence evidence, Verdict verdict, List<Finding> findings) {
    String name = "The grant " + evidence.key();
    String because = findings.isEmpty() ? "" : ": " + lowerFirst(findings.get(0).cause());
    return switch (verdict) {
      case WORKS -> name + " works" + works(evidence);
      case WORKS_FOR_NOW ->
          name
              + " works until "
              + tokenUntil(evidence).map(Instant::toString).orElse("its token expires")
              + ", and not longer as things stand"
              + because;
      case BROKEN -> name + " does not work" + because;
      case UNKNOWN -> "Whether the grant " + evidence.key() + " works is not known" + because;
    };
  }

  private static String works(Evidence evidence) {
    return tokenUntil(evidence).map(end -> ": its token is valid until " + end).orElse("")
        + evidence
            .grant()
            .flatMap(GrantDescribed::getNextActionAt)
            .map(at -> ", and the broker looks at it again at " + at)
            .orElse("")
        + ".";
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
