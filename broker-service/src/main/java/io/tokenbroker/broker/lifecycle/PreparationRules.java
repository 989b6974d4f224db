// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Pending;
import io.tokenbroker.broker.lifecycle.Authorization.Prepared;
import io.tokenbroker.broker.lifecycle.Authorization.Preparing;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.DeviceAuthorized;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.lifecycle.Input.RequestPushed;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the provider is asked before a person can go there. Nothing is lost with an answer that does
 * not come, so it is asked again, but only as long as somebody waits.
 */
final class PreparationRules {
  /** Longer than anybody waits in front of a page that does not come. */
  static final Duration SOMEBODY_WAITS = Duration.ofSeconds(30);

  /** Where the provider does not say how long a pushed request can be used (RFC 9126, 2.2). */
  private static final Duration USUAL_LIFETIME = Duration.ofSeconds(60);

  /** The push of an authorization's request, due at once. */
  static Preparation push(Transition t, Secret parameters) {
    return Preparation.now(
        new Effect.PushAuthorizationRequest(parameters), t.now(), t.now().plus(SOMEBODY_WAITS));
  }

  /**
   * The link was opened again. A request_uri may be good for one use (RFC 9126, 4), so the second
   * browser gets one of its own; a push that is under way answers both, and is given up only when
   * the second one has waited as well.
   */
  static void pushAgain(Transition t, Pending pending, Secret parameters) {
    Preparation push =
        pending
            .preparation()
            // The first one's request went through the browser.
            .orElseGet(() -> push(t, parameters).rests(true));
    Instant until = t.now().plus(SOMEBODY_WAITS);
    boolean underWay = !(push.call() instanceof CallSlot.Unplanned);
    put(t, pending, underWay ? push.wantedUntil(until) : push.onceMore(t.now(), until));
  }

  /** Takes the result of such a call; tells whether it was one. */
  boolean ended(Transition t, CallResult result) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Prepared prepared
          && prepared.preparation().isPresent()
          && prepared.preparation().get().call().awaits(result.attemptId())) {
        ended(t, prepared, prepared.preparation().get(), result);
        return true;
      }
    }
    return false;
  }

  void resultUnreadable(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Prepared prepared
          && prepared.preparation().isPresent()
          && prepared.preparation().get().call() instanceof CallSlot.InFlight call) {
        askAgain(
            t,
            prepared,
            prepared.preparation().get(),
            call.attemptId(),
            "outcome_unknown",
            Optional.empty());
      }
    }
  }

  void startWhatIsDue(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Prepared prepared
          && prepared.preparation().isPresent()
          && prepared.preparation().get().call().isDue(t.now())) {
        lookAt(t, prepared, prepared.preparation().get());
      }
    }
  }

  private static void lookAt(Transition t, Prepared prepared, Preparation asked) {
    if (asked.call() instanceof CallSlot.InFlight call) {
      // Nobody waits for it any more, and nothing is lost with it.
      t.audit(AuditEntry.of("call_overdue").attempt(call.attemptId()));
      giveUp(t, prepared, asked, Authorizations.failed(t, "provider_unavailable"));
    } else if (!t.now().isBefore(asked.until())) {
      giveUp(t, prepared, asked, Authorizations.failed(t, "provider_unavailable"));
    } else {
      call(t, prepared, asked);
    }
  }

  private static void call(Transition t, Prepared prepared, Preparation asked) {
    Started started = prepared.started();
    Optional<String> origin = started.endpointOrigin().or(t.policy()::endpointOrigin);
    if (origin.isEmpty()) {
      giveUp(t, prepared, asked, Authorizations.failed(t, "unknown_connector"));
      return;
    }
    CallSlot call =
        t.call(
            asked.kind(),
            asked.request(),
            started.connectorRevision(),
            origin.get(),
            asked.until());
    Authorizations.put(t, prepared.with(started.pinnedTo(origin.get()), asked.with(call)));
  }

  private static void ended(Transition t, Prepared prepared, Preparation asked, CallResult result) {
    String attempt = result.attemptId();
    if (result instanceof RequestPushed pushed && prepared instanceof Pending pending) {
      pushed(t, pending, asked, pushed);
    } else if (result instanceof DeviceAuthorized device
        && prepared instanceof Preparing preparing) {
      DeviceRules.authorized(t, preparing, device, sentAt(t, asked, device.sentAt()));
    } else if (result instanceof CallFailed failure
        && failure.failureClass() != FailureClass.TRANSIENT) {
      audit(t, prepared, asked, attempt, failure.error());
      giveUp(
          t, prepared, asked, new Outcome.Failed(failure.error(), failure.description(), t.now()));
    } else if (result instanceof CallFailed failure) {
      askAgain(t, prepared, asked, attempt, failure.error(), failure.retryAfter());
    } else if (result instanceof CallNotSent notSent) {
      askAgain(t, prepared, asked, attempt, notSent.reason(), notSent.retryAfter());
    } else {
      askAgain(t, prepared, asked, attempt, "outcome_unknown", Optional.empty());
    }
  }

  private static void pushed(
      Transition t, Pending pending, Preparation asked, RequestPushed result) {
    Duration lifetime =
        result.lifetime().isNegative() || result.lifetime().isZero()
            ? USUAL_LIFETIME
            : ConnectorPolicy.bounded(result.lifetime());
    Instant end = sentAt(t, asked, result.sentAt()).plus(lifetime);
    Instant abandoned = pending.started().expiresAt();
    put(t, pending, asked.rests(true));
    t.effect(
        new Effect.AnswerPushed(
            pending.id(), result.requestUri(), end.isBefore(abandoned) ? end : abandoned));
    t.audit(
        AuditEntry.of("request_pushed").authorization(pending.id()).attempt(result.attemptId()));
  }

  private static Instant sentAt(Transition t, Preparation asked, Instant byCallersClock) {
    return asked.call() instanceof CallSlot.InFlight call
        ? call.sentAt(byCallersClock, t.now())
        : t.notAfterNow(byCallersClock);
  }

  private static void askAgain(
      Transition t,
      Prepared prepared,
      Preparation asked,
      String attempt,
      String error,
      Optional<Duration> retryAfter) {
    audit(t, prepared, asked, attempt, error);
    Instant again =
        t.now().plus(BackOff.whileSomebodyWaits(asked.trouble(), t.fraction(), retryAfter));
    if (again.isBefore(asked.until())) {
      put(t, prepared, asked.tryAgain(again, asked.trouble().failed(error, t.now())));
    } else {
      String reason = asked.trouble().failed(error, t.now()).orPaused("provider_unavailable");
      giveUp(t, prepared, asked, Authorizations.failed(t, reason));
    }
  }

  /** Somebody who may be at the provider with an earlier answer is not disturbed. */
  private static void giveUp(Transition t, Prepared prepared, Preparation asked, Outcome outcome) {
    if (asked.answered()) {
      put(t, prepared, asked.rests(true));
      t.audit(AuditEntry.of(asked.kind() + "_given_up").authorization(prepared.id()));
    } else {
      Authorizations.end(t, prepared.id(), outcome, AuditEntry.BROKER);
    }
  }

  private static void audit(
      Transition t, Prepared prepared, Preparation asked, String attempt, String error) {
    t.audit(
        AuditEntry.of(asked.kind() + "_failed")
            .because(error)
            .authorization(prepared.id())
            .attempt(attempt));
  }

  private static void put(Transition t, Prepared prepared, Preparation next) {
    Authorizations.put(t, prepared.with(prepared.started(), next));
  }
}
