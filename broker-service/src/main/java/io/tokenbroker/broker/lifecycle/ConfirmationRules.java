// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.HeldBack;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Input.ConfirmationReceived;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Between the provider's tokens and the grant: they are held back until the application's back end
 * has said, in the user's session, that the browser that brought the code was that user's. Until
 * then nothing of them is published, and the grant that was there stays in force.
 */
final class ConfirmationRules {
  /** How long tokens wait. */
  static final Duration CONFIRM_WITHIN = Duration.ofMinutes(10);

  /**
   * A person needs one at a time. Each holds tokens, and the largest state stays below the 1 MiB
   * that Kafka takes as a record.
   */
  static final int MAX_HELD_BACK = 4;

  private static final String WRONG = "confirmation_code_wrong";
  private static final String NOT_YET = "not_yet_exchanged";

  // ---- holding back

  /** The tokens are here, and nobody knows yet whose they are. */
  static void holdBack(Transition t, Requesting requesting, Tokens issued, String attemptId) {
    makeRoom(t);
    HeldBack heldBack =
        new HeldBack(requesting.started(), issued, t.now().plus(CONFIRM_WITHIN), attemptId);
    Authorizations.put(t, heldBack);
    answer(t, heldBack);
    t.audit(
        AuditEntry.of("authorization_held_back")
            .by(requesting.started().initiatedBy())
            .authorization(requesting.id())
            .attempt(attemptId)
            .with("confirmBy", heldBack.confirmBy()));
  }

  /** Whoever comes back again, in whatever browser, is told what is waited for. */
  static void answerAgain(Transition t, HeldBack heldBack) {
    answer(t, heldBack);
    t.audit(AuditEntry.of("authorization_answered_again").authorization(heldBack.id()));
  }

  private static void answer(Transition t, HeldBack heldBack) {
    t.effect(
        new Effect.AnswerAwaitingConfirmation(
            heldBack.id(),
            heldBack.confirmationHash(),
            heldBack.confirmBy(),
            heldBack.tokens().subject(),
            heldBack.tokens().scopes()));
  }

  private static void makeRoom(Transition t) {
    List<HeldBack> all = heldBack(t);
    if (all.size() >= MAX_HELD_BACK) {
      drop(t, all.get(0), "superseded", AuditEntry.BROKER);
    }
  }

  /**
   * A provider may give the refresh token of the grant in force with another consent: what a
   * refresh brings instead of it is for both.
   */
  static void follow(Transition t, Tokens before, Tokens refreshed) {
    for (HeldBack one : heldBack(t)) {
      if (before.refreshToken().isPresent()
          && one.tokens().refreshToken().equals(before.refreshToken())
          && one.tokens().endpointOrigin().equals(before.endpointOrigin())) {
        Authorizations.put(
            t,
            new HeldBack(
                one.started(),
                one.tokens().withRenewal(refreshed.renewal()),
                one.confirmBy(),
                one.attemptId()));
      }
    }
  }

  // ---- confirming

  void confirmed(Transition t, ConfirmationReceived input) {
    Optional<Authorization> found = Authorizations.find(t, input.id());
    if (Authorizations.isStale(t, input.requestedAt())) {
      refuse(t, input, "expired", "the command waited for a broker for too long");
    } else if (found.isEmpty()) {
      refuse(t, input, "unknown_authorization", "no such authorization, or it is forgotten");
    } else if (found.get() instanceof HeldBack heldBack) {
      confirmed(t, heldBack, input);
    } else if (found.get() instanceof Consumed consumed) {
      confirmedAgain(t, consumed, input);
    } else {
      refuseEarly(t, found.get(), input);
    }
  }

  private static void confirmed(Transition t, HeldBack heldBack, ConfirmationReceived input) {
    if (!t.now().isBefore(heldBack.confirmBy())) {
      lapse(t, heldBack);
      refuse(t, input, "not_confirmed", "it was not confirmed in time");
    } else if (!CodeHash.isOf(input.code(), heldBack.confirmationHash())) {
      refuse(t, input, WRONG, "the code is not the one of the browser that came back");
    } else {
      Optional<String> refusal = refusal(t, heldBack);
      if (refusal.isPresent()) {
        drop(t, heldBack, refusal.get(), input.requestedBy());
        refuse(t, input, refusal.get(), "it was confirmed, but is not wanted any more");
      } else {
        release(t, heldBack, input);
      }
    }
  }

  /** What speaks against it by now: the connector may have come to demand more than a code. */
  private static Optional<String> refusal(Transition t, HeldBack heldBack) {
    return BindingRule.isKept(t, new BoundBy.ConfirmationCode(heldBack.confirmationHash()))
        ? FirstTokens.refusal(t, heldBack.started(), heldBack.tokens())
        : Optional.of(BindingRule.MISSING);
  }

  /** From here on it is as if the provider had answered now. */
  private static void release(Transition t, HeldBack heldBack, ConfirmationReceived input) {
    Outcome succeeded =
        FirstTokens.publish(
            t, heldBack.started(), heldBack.tokens(), Optional.of(heldBack.attemptId()));
    t.audit(
        AuditEntry.of("authorization_confirmed")
            .by(input.requestedBy())
            .authorization(heldBack.id()));
    Authorizations.put(
        t,
        new Consumed(
            heldBack.id(), succeeded, Optional.empty(), Optional.of(heldBack.confirmationHash())));
    t.effect(new Effect.AnswerAuthorization(heldBack.id(), succeeded));
    t.describeTo(input.correlationId());
  }

  /** The same code gets the same answer, as long as the outcome is remembered. */
  private static void confirmedAgain(Transition t, Consumed consumed, ConfirmationReceived input) {
    if (consumed.outcome() instanceof Outcome.Failed failure) {
      refuse(t, input, failure.reason(), "the authorization has failed");
    } else if (consumed.confirmationHash().isEmpty()) {
      refuse(t, input, "nothing_to_confirm", "the authorization needed no confirmation");
    } else if (CodeHash.isOf(input.code(), consumed.confirmationHash().get())) {
      t.describeTo(input.correlationId());
      t.audit(
          AuditEntry.of("confirmation_repeated").by(input.requestedBy()).authorization(input.id()));
    } else {
      refuse(t, input, WRONG, "the code is not the one of the browser that came back");
    }
  }

  /**
   * Nobody can know before AuthorizationAwaitingConfirmation that there is something to confirm, so
   * this is no race that anybody would lose.
   */
  private static void refuseEarly(
      Transition t, Authorization underWay, ConfirmationReceived input) {
    if (underWay instanceof Requesting requesting && requesting.cancelled()) {
      refuse(t, input, "revoked", "the grant was revoked");
    } else if (underWay instanceof Requesting requesting
        && requesting.started().confirmationHash().isEmpty()) {
      refuse(t, input, "nothing_to_confirm", "the authorization needs no confirmation");
    } else {
      refuse(t, input, NOT_YET, "the provider has not given tokens yet");
    }
  }

  private static void refuse(
      Transition t, ConfirmationReceived input, String reason, String description) {
    t.effect(new Effect.AnswerRejected(input.correlationId(), reason, description));
    t.audit(
        AuditEntry.of("confirmation_refused")
            .by(input.requestedBy())
            .because(reason)
            .authorization(input.id()));
  }

  // ---- other ends

  /** Whatever was not confirmed in time. */
  static void startWhatIsDue(Transition t) {
    for (HeldBack heldBack : heldBack(t)) {
      if (!heldBack.confirmBy().isAfter(t.now())) {
        lapse(t, heldBack);
      }
    }
  }

  private static void lapse(Transition t, HeldBack heldBack) {
    drop(t, heldBack, "not_confirmed", AuditEntry.BROKER);
  }

  /** A grant of this generation is published: what was started before it is of no more use. */
  static void endSuperseded(Transition t, long generation) {
    for (HeldBack heldBack : heldBack(t)) {
      if (heldBack.started().generation() < generation) {
        drop(t, heldBack, "superseded", AuditEntry.BROKER);
      }
    }
  }

  /** Those that a revocation ends. */
  static List<HeldBack> startedUntil(Transition t, Instant revokedAt) {
    return heldBack(t).stream()
        .filter(heldBack -> !heldBack.started().startedAt().isAfter(revokedAt))
        .toList();
  }

  /** Its outcome, and the end of its tokens. */
  private static void drop(Transition t, HeldBack heldBack, String reason, String actor) {
    Authorizations.end(t, heldBack.id(), Authorizations.failed(t, reason), actor);
    revokeAtProvider(t, heldBack);
  }

  static void revokeAtProvider(Transition t, HeldBack heldBack) {
    Started started = heldBack.started();
    ProviderRevocations.add(t, heldBack.tokens(), started.generation(), Optional.empty());
  }

  /** All of a grant, the earliest started first. */
  static List<HeldBack> heldBack(Transition t) {
    return t.grant().authorizations().stream()
        .filter(HeldBack.class::isInstance)
        .map(HeldBack.class::cast)
        .toList();
  }
}
