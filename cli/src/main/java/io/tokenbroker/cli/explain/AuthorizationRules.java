// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.Finding.Weight;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why did the last authorization bring no grant, or is there none at all? */
final class AuthorizationRules {
  private static final Set<String> ABOUT_AUTHORIZATIONS =
      Set.of(
          "authorization_started",
          "authorization_held_back",
          "authorization_confirmed",
          "authorization_failed",
          "authorization_cancelled",
          "callback_refused",
          "confirmation_refused",
          "device_code_issued",
          "token_issued");

  private AuthorizationRules() {}

  static Stream<Finding> of(Evidence evidence) {
    if (evidence.grant().isEmpty()) {
      return Stream.empty();
    }
    boolean absent = evidence.state().equals(Optional.of("absent"));
    Optional<AuditLine> last = evidence.last(line -> ABOUT_AUTHORIZATIONS.contains(line.action()));
    Optional<AuditLine> erased = evidence.last("grant_erased");
    if (absent
        && erased.isPresent()
        && last.filter(line -> line.at().isAfter(erased.get().at())).isEmpty()) {
      return Stream.of(erased(evidence, erased.get()));
    }
    if (last.isEmpty()) {
      return absent ? Stream.of(never(evidence)) : Stream.empty();
    }
    Weight weight = absent ? Weight.CAUSE : Weight.REMARK;
    return outcome(evidence, last.get(), weight).stream()
        .map(finding -> absent ? finding : finding.seen("the grant that was there is untouched"));
  }

  private static Finding never(Evidence evidence) {
    boolean needsPerson =
        evidence
            .connector()
            .flatMap(ConnectorState::current)
            .map(ConnectorState.Revision::needsPerson)
            .orElse(true);
    return Finding.of(
            "never_authorized",
            Weight.CAUSE,
            needsPerson
                ? "Nobody has ever connected it: no link to connect was opened for this key."
                : "It was never obtained from the provider.")
        .seen("no audit record of an authorization, and nothing on token-events")
        .todo(
            "see whether the key is right: tokenbroker grants list --tenant "
                + evidence.key().tenant())
        .todo(Remedies.connectAgain(evidence.key(), needsPerson).replace(" again", ""));
  }

  private static Finding erased(Evidence evidence, AuditLine erased) {
    Optional<AuditLine> who = evidence.last("grant_revoked");
    return Finding.of(
            "erased",
            Weight.CAUSE,
            "It was disconnected"
                + who.map(line -> " by " + line.actor() + " at " + line.at()).orElse("")
                + " and then forgotten, at "
                + erased.at()
                + ".")
        .seen(who.map(AuditLine::text))
        .seen(erased.text())
        .todo("if that was not meant: " + Remedies.connectAgain(evidence.key(), true));
  }

  private static Optional<Finding> outcome(Evidence evidence, AuditLine last, Weight weight) {
    return switch (last.action()) {
      case "authorization_started", "device_code_issued" ->
          Optional.of(pending(evidence, last, weight));
      case "authorization_held_back" -> Optional.of(awaiting(last, weight));
      case "callback_refused" -> Optional.of(refusedCallback(evidence, last, weight));
      case "confirmation_refused" ->
          evidence
              .last("authorization_held_back")
              .map(held -> awaiting(held, weight).seen(last.text()));
      case "authorization_failed", "authorization_cancelled" ->
          Optional.of(failed(evidence, last, weight));
      default -> Optional.empty();
    };
  }

  private static Finding pending(Evidence evidence, AuditLine last, Weight weight) {
    return Finding.of(
            "authorization_pending",
            weight,
            "Somebody is connecting it: the link was opened at "
                + last.at()
                + ", and the person has not come back from the provider yet.")
        .seen(last.text())
        .todo(
            "wait"
                + evidence
                    .grant()
                    .flatMap(grant -> grant.getNextActionAt())
                    .map(at -> ", at most until " + at)
                    .orElse("")
                + "; then the authorization ends by itself and a new link is needed");
  }

  private static Finding awaiting(AuditLine held, Weight weight) {
    return Finding.of(
            "awaiting_confirmation",
            weight,
            "The person has consented; the application has not confirmed yet that it was this"
                + " user (binding: confirm). The tokens are held back"
                + Optional.ofNullable(held.details().get("confirmBy"))
                    .map(by -> " until " + by)
                    .orElse("")
                + ".")
        .seen(held.text())
        .todo(
            "the application's return page has to call POST /v1/authorizations/"
                + held.authorizationId().orElse("ID")
                + "/confirm with the code that it got, in the user's session (docs/gateway.md)");
  }

  private static Finding refusedCallback(Evidence evidence, AuditLine last, Weight weight) {
    return Finding.of(
            "callback_refused",
            weight,
            "The person came back from the provider, and the redirect was refused"
                + last.reason().map(reason -> " (" + reason + ")").orElse("")
                + ": it was not the browser that had left, or not the answer of this provider.")
        .seen(last.text())
        .todo(Remedies.connectAgain(evidence.key(), true) + ", in one browser from start to end");
  }

  private static Finding failed(Evidence evidence, AuditLine last, Weight weight) {
    Failure failure = Failure.of(last.reason().orElse("no reason is known"));
    Optional<AuditLine> request =
        evidence.last(
            line ->
                line.action().startsWith("token_request_")
                    && line.authorizationId().equals(last.authorizationId()));
    Optional<CallTrace> call =
        request
            .flatMap(AuditLine::attemptId)
            .flatMap(id -> evidence.lastCall(one -> one.attemptId().equals(id)));
    return Finding.of(failure.code(), weight, failure.cause())
        .seen(last.text())
        .seen(call.map(CallTrace::text).or(() -> request.map(AuditLine::text)))
        .todo(failure.remedy())
        .todo(Remedies.connectAgain(evidence.key(), true));
  }
}
