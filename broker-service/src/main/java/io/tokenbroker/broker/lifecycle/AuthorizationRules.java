// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.HeldBack;
import io.tokenbroker.broker.lifecycle.Authorization.Pending;
import io.tokenbroker.broker.lifecycle.Authorization.Prepared;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.Input.AuthorizationCodeReceived;
import io.tokenbroker.broker.lifecycle.Input.AuthorizationRejected;
import io.tokenbroker.broker.lifecycle.Input.AuthorizationStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * From the browser's departure to its return. Every authorization that was started ends in exactly
 * one outcome, and whoever asks again is told the same.
 */
final class AuthorizationRules {

  void started(Transition t, AuthorizationStarted input) {
    Optional<Authorization> found = Authorizations.find(t, input.id());
    if (found.isPresent()) {
      startedAgain(t, found.get(), input);
    } else if (t.policy().grantType() != GrantType.AUTHORIZATION_CODE) {
      Authorizations.refuse(t, input.id(), "unsupported_grant_type", input.initiatedBy());
    } else {
      Authorizations.begin(
              t,
              new Authorizations.Request(
                  input.id(),
                  input.startedAt(),
                  Duration.between(input.startedAt(), input.expiresAt()),
                  input.scopes(),
                  input.connectorRevision(),
                  input.initiatedBy(),
                  Optional.empty(),
                  true))
          .ifPresent(
              started ->
                  Authorizations.put(
                      t,
                      new Pending(
                          started,
                          input.redirectUri(),
                          input.codeVerifier(),
                          input
                              .pushedRequest()
                              .map(parameters -> PreparationRules.push(t, parameters)))));
    }
  }

  /** Whoever opens the link again may wait for an answer before the browser can leave. */
  private static void startedAgain(Transition t, Authorization known, AuthorizationStarted input) {
    t.audit(
        AuditEntry.of("authorization_start_repeated")
            .by(input.initiatedBy())
            .authorization(input.id()));
    if (known instanceof Pending pending) {
      input
          .pushedRequest()
          .ifPresent(parameters -> PreparationRules.pushAgain(t, pending, parameters));
    } else if (known instanceof Consumed consumed && input.pushedRequest().isPresent()) {
      Authorizations.answerAgain(t, input.id(), consumed.outcome());
    } else if (known instanceof HeldBack heldBack && input.pushedRequest().isPresent()) {
      ConfirmationRules.answerAgain(t, heldBack);
    }
  }

  void codeReceived(Transition t, AuthorizationCodeReceived input) {
    Optional<Authorization> found = Authorizations.find(t, input.id());
    if (found.isEmpty()) {
      unknown(t, input.id());
    } else if (found.get() instanceof Consumed consumed) {
      Authorizations.answerAgain(t, input.id(), consumed.outcome());
    } else if (found.get() instanceof Pending pending) {
      exchange(t, pending, input);
    } else if (found.get() instanceof HeldBack heldBack) {
      ConfirmationRules.answerAgain(t, heldBack);
    } else if (found.get() instanceof Requesting requesting && requesting.cancelled()) {
      Authorizations.answerAgain(t, input.id(), Authorizations.failed(t, "revoked"));
    } else {
      // The outcome of the exchange under way answers this callback too.
      t.audit(AuditEntry.of("callback_repeated").authorization(input.id()));
    }
  }

  void rejected(Transition t, AuthorizationRejected input) {
    Optional<Authorization> found = Authorizations.find(t, input.id());
    if (found.isEmpty()) {
      unknown(t, input.id());
    } else if (found.get() instanceof Consumed consumed) {
      Authorizations.answerAgain(t, input.id(), consumed.outcome());
    } else if (found.get() instanceof Pending) {
      Authorizations.end(
          t,
          input.id(),
          new Outcome.Failed(input.error(), input.description(), t.now()),
          AuditEntry.BROKER);
    } else {
      t.audit(AuditEntry.of("callback_repeated").because(input.error()).authorization(input.id()));
    }
  }

  /**
   * A revocation ends whatever was started before it. Tokens that were held back are the caller's
   * to revoke at the provider, once the grant itself is.
   *
   * @return whether anything that was started later goes on
   */
  boolean cancelStartedBefore(Transition t, Instant revokedAt, String actor) {
    boolean laterOnesGoOn = false;
    for (Authorization authorization : t.grant().authorizations()) {
      Optional<Started> waiting = waitingForAPerson(authorization);
      if (waiting.isPresent()) {
        if (waiting.get().startedAt().isAfter(revokedAt)) {
          laterOnesGoOn = true;
        } else {
          Authorizations.end(t, authorization.id(), Authorizations.failed(t, "revoked"), actor);
        }
      } else if (authorization instanceof Requesting requesting && !requesting.cancelled()) {
        if (requesting.started().startedAt().isAfter(revokedAt)) {
          laterOnesGoOn = true;
        } else {
          cancel(t, requesting, actor);
        }
      }
    }
    return laterOnesGoOn;
  }

  private static Optional<Started> waitingForAPerson(Authorization authorization) {
    if (authorization instanceof Prepared prepared) {
      return Optional.of(prepared.started());
    }
    return authorization instanceof HeldBack heldBack
        ? Optional.of(heldBack.started())
        : Optional.empty();
  }

  private static void cancel(Transition t, Requesting requesting, String actor) {
    Outcome revoked = Authorizations.failed(t, "revoked");
    if (requesting.call() instanceof CallSlot.InFlight) {
      Authorizations.put(t, requesting.cancel());
      t.effect(new Effect.AnswerAuthorization(requesting.id(), revoked));
      t.audit(AuditEntry.of("authorization_cancelled").by(actor).authorization(requesting.id()));
    } else {
      Authorizations.end(t, requesting.id(), revoked, actor, requesting.unanswered());
    }
  }

  void startWhatIsDue(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Consumed consumed
          && consumed.nextLook().filter(look -> !look.isAfter(t.now())).isPresent()) {
        Authorizations.remove(t, authorization.id());
      } else if (authorization instanceof Pending pending
          && !pending.started().expiresAt().isAfter(t.now())) {
        Authorizations.end(
            t, authorization.id(), Authorizations.failed(t, "expired"), AuditEntry.BROKER);
      }
    }
    ConfirmationRules.startWhatIsDue(t);
  }

  private static void exchange(Transition t, Pending pending, AuthorizationCodeReceived input) {
    Started started = pending.started();
    Optional<String> origin = started.endpointOrigin().or(t.policy()::endpointOrigin);
    Optional<String> refusal =
        FirstTokens.isSuperseded(t, started)
            ? Optional.of("superseded")
            : !t.now().isBefore(started.expiresAt())
                ? Optional.of("expired")
                : origin.isEmpty()
                    ? Optional.of("unknown_connector")
                    : BindingRule.isKept(t, input.boundBy())
                        ? Optional.empty()
                        : Optional.of(BindingRule.MISSING);
    if (refusal.isPresent()) {
      Authorizations.end(
          t, started.id(), Authorizations.failed(t, refusal.get()), AuditEntry.BROKER);
      return;
    }
    Authorizations.put(
        t,
        Requesting.now(
            started
                .pinnedTo(origin.orElseThrow())
                .with(input.attributes(), confirmationHash(input.boundBy())),
            new Effect.Exchange(input.code(), pending.codeVerifier(), pending.redirectUri()),
            t.now()));
  }

  private static Optional<String> confirmationHash(BoundBy by) {
    return by instanceof BoundBy.ConfirmationCode code
        ? Optional.of(code.hash())
        : Optional.empty();
  }

  private static void unknown(Transition t, String id) {
    String reason = "unknown_authorization";
    t.effect(new Effect.AnswerAuthorization(id, Authorizations.failed(t, reason)));
    t.audit(AuditEntry.of("callback_refused").because(reason).authorization(id));
  }
}
