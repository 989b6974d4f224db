// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * From the token request to the grant's first token. A code is exchanged at most once; what can be
 * asked again is, until the authorization's time is up.
 */
final class TokenRequestRules {
  /** Takes the result of a token request; tells whether it was one. */
  boolean ended(Transition t, CallResult result) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Requesting requesting && requesting.awaits(result.attemptId())) {
        ended(t, requesting, result);
        return true;
      }
      if (authorization instanceof Consumed consumed
          && consumed.unanswered().isPresent()
          && consumed.unanswered().get().attempts().contains(result.attemptId())
          && result instanceof CallSucceeded success
          && success.response().isPresent()) {
        FirstTokens.lateSuccess(t, consumed, success, success.response().get());
        return true;
      }
    }
    return false;
  }

  void resultUnreadable(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Requesting requesting
          && requesting.call() instanceof CallSlot.InFlight) {
        unknown(t, requesting);
      }
    }
  }

  void startWhatIsDue(Transition t) {
    RefreshTokenUse.endImportsInVain(t);
    HoldUpRules.wakeThoseThatWaitInVain(t);
    for (Authorization authorization : t.grant().authorizations()) {
      Optional<Authorization> looked = Optional.of(authorization);
      // One look can lead to the next: a call that was given up to its replay.
      while (looked.isPresent()
          && looked.get() instanceof Requesting requesting
          && requesting.call().isDue(t.now())) {
        lookAt(t, requesting);
        looked = Authorizations.find(t, authorization.id());
      }
    }
  }

  private void lookAt(Transition t, Requesting requesting) {
    if (requesting.call() instanceof CallSlot.InFlight call) {
      Optional<CallSlot.InFlight> waiting = t.overdue(call);
      if (waiting.isPresent() && !polls(requesting)) {
        Authorizations.put(t, requesting.with(waiting.get()));
      } else {
        unknown(t, requesting);
      }
    } else if (polls(requesting)) {
      DeviceRules.poll(t, requesting);
    } else {
      call(t, requesting);
    }
  }

  static boolean polls(Requesting requesting) {
    return requesting.request() instanceof Effect.DeviceToken;
  }

  private static void call(Transition t, Requesting requesting) {
    Started started = requesting.started();
    if (!t.now().isBefore(started.expiresAt())) {
      conclude(t, requesting, Authorizations.failed(t, "provider_unavailable"));
      return;
    }
    if (requesting.trouble() instanceof Trouble.Replaying replaying
        && !t.now().isBefore(replaying.until())) {
      Authorizations.put(
          t, requesting.tryAgain(t.now(), replaying.lastTry("grace_window_closed", t.now())));
      return;
    }
    if (RevocationObstacles.mightTakeBackWhatIsIssued(t)) {
      HoldUpRules.waitForRevocation(t, requesting);
      return;
    }
    Instant notAfter =
        requesting.trouble() instanceof Trouble.Replaying replaying
                && replaying.until().isBefore(started.expiresAt())
            ? replaying.until()
            : started.expiresAt();
    Authorizations.put(
        t,
        requesting.with(
            t.call(
                requesting.request() instanceof Effect.Exchange ? "exchange" : "issue",
                requesting.request(),
                started.connectorRevision(),
                started.endpointOrigin().orElseThrow(),
                notAfter)));
  }

  private void ended(Transition t, Requesting before, CallResult result) {
    Requesting requesting = before.without(result.attemptId(), t.now());
    if (result instanceof CallSucceeded success && success.response().isPresent()) {
      Tokens issued =
          Issuing.first(
              t,
              requesting.started(),
              requesting.request(),
              success.response().get(),
              sentAt(t, before, success));
      FirstTokens.issue(t, requesting, issued, result.attemptId());
    } else if (!before.call().awaits(result.attemptId())) {
      t.audit(ignored(result));
    } else if (requesting.trouble() instanceof Trouble.Spent refused) {
      // Its tokens came before this, and were refused: what it was asked with is spent.
      conclude(t, requesting, Authorizations.failed(t, refused.error()));
    } else if (result instanceof CallNotSent notSent) {
      notSent(t, requesting, notSent);
    } else if (result instanceof CallFailed failure) {
      failed(t, requesting, failure);
    } else {
      unknown(t, before);
    }
  }

  private static AuditEntry ignored(CallResult result) {
    return AuditEntry.of("result_ignored")
        .because("the attempt has ended as unknown")
        .attempt(result.attemptId());
  }

  private static Instant sentAt(Transition t, Requesting requesting, CallSucceeded success) {
    return requesting.call() instanceof CallSlot.InFlight call && call.awaits(success.attemptId())
        ? call.sentAt(success.sentAt(), t.now())
        : t.notAfterNow(success.sentAt());
  }

  /** It was never sent, so a code is still good, but codes live for minutes and somebody waits. */
  private static void notSent(Transition t, Requesting requesting, CallNotSent result) {
    if (result.isPaused()) {
      HoldUpRules.paused(t, requesting, result);
      return;
    }
    t.audit(
        AuditEntry.of("token_request_not_sent")
            .because(result.reason())
            .authorization(requesting.id())
            .attempt(result.attemptId()));
    askAgain(t, requesting, result.reason(), result.retryAfter());
  }

  private static void failed(Transition t, Requesting requesting, CallFailed failure) {
    boolean repeatable = !(requesting.request() instanceof Effect.Exchange);
    if (polls(requesting)) {
      DeviceRules.pollFailed(t, requesting, failure);
    } else if (repeatable && failure.failureClass() == FailureClass.TRANSIENT) {
      failedForNow(t, requesting, failure);
    } else {
      conclude(
          t,
          requesting,
          new Outcome.Failed(
              requesting.trouble().outcomeUnknown() ? "outcome_unknown" : failure.error(),
              failure.description(),
              t.now()));
    }
  }

  /** It may go better the next time. */
  static void failedForNow(Transition t, Requesting requesting, CallFailed failure) {
    t.audit(
        AuditEntry.of("token_request_failed")
            .because(failure.error())
            .authorization(requesting.id())
            .attempt(failure.attemptId()));
    askAgain(t, requesting, failure.error(), failure.retryAfter());
  }

  /**
   * A code is never exchanged twice: the outcome stays unknown, and the person tries again. The
   * client's own credentials can be used again, so can a token that is exchanged, an imported
   * refresh token as its connector says. A device code is sent again: if it was used up, the
   * provider says so.
   */
  private static void unknown(Transition t, Requesting before) {
    if (!(before.call() instanceof CallSlot.InFlight call)) {
      return;
    }
    String attemptId = call.attemptId();
    if (isTheGrantsConcern(t, before, call)) {
      conclude(
          t, before.without(attemptId, t.now()), Authorizations.failed(t, RefreshTokenUse.IN_USE));
      return;
    }
    Requesting requesting = before.without(attemptId, t.now()).withUnknown(attemptId);
    t.audit(
        AuditEntry.of("token_request_outcome_unknown")
            .authorization(requesting.id())
            .attempt(attemptId));
    Trouble trouble = requesting.trouble();
    RefreshReplay replay = t.policy().refresh().replay();
    if (trouble instanceof Trouble.Spent refused) {
      conclude(t, requesting, Authorizations.failed(t, refused.error()));
    } else if (requesting.request() instanceof Effect.Exchange
        || trouble instanceof Trouble.LastTry) {
      conclude(t, requesting, Authorizations.failed(t, "outcome_unknown"));
    } else if (polls(requesting)) {
      Instant until = requesting.started().expiresAt();
      askAgain(t, requesting, trouble.replaying(until, t.now()), Optional.empty());
    } else if (requesting.request() instanceof Effect.ClientCredentials
        || requesting.request() instanceof Effect.TokenExchange
        || replay instanceof RefreshReplay.Safe) {
      askAgain(t, requesting, "outcome_unknown", Optional.empty());
    } else if (replay instanceof RefreshReplay.Grace grace) {
      Instant until = UnknownRefreshes.replayUntil(grace, call.requestedAt(), trouble);
      askAgain(t, requesting, trouble.replaying(until, t.now()), Optional.empty());
    } else {
      askAgain(t, requesting, trouble.lastTry("outcome_unknown", t.now()), Optional.empty());
    }
  }

  /**
   * The grant in force has come to have the imported refresh token: its own rule says what then.
   */
  private static boolean isTheGrantsConcern(
      Transition t, Requesting importing, CallSlot.InFlight call) {
    return importing.request() instanceof Effect.Refresh used
        && RefreshTokenUse.isUnknownForTheGrant(
            t,
            call.attemptId(),
            call.requestedAt(),
            used.refreshToken(),
            importing.started().endpointOrigin().orElseThrow());
  }

  private static void askAgain(
      Transition t, Requesting requesting, String error, Optional<Duration> retryAfter) {
    askAgain(t, requesting, requesting.trouble().failed(error, t.now()), retryAfter);
  }

  static void askAgain(
      Transition t, Requesting requesting, Trouble trouble, Optional<Duration> retryAfter) {
    Duration delay = BackOff.whileSomebodyWaits(requesting.trouble(), t.fraction(), retryAfter);
    Instant again = t.now().plus(delay);
    if (polls(requesting)) {
      DeviceRules.pollAgain(t, requesting, trouble, delay);
    } else if (!requesting.cancelled() && again.isBefore(requesting.started().expiresAt())) {
      Authorizations.put(t, requesting.tryAgain(again, trouble));
    } else {
      conclude(t, requesting, Authorizations.failed(t, trouble.orPaused("provider_unavailable")));
    }
  }

  /** Remembers the outcome; a cancelled authorization was answered when it was cancelled. */
  static void conclude(Transition t, Requesting requesting, Outcome outcome) {
    if (requesting.cancelled()) {
      Authorizations.put(
          t,
          new Consumed(
              requesting.id(), Authorizations.failed(t, "revoked"), requesting.unanswered()));
      t.audit(AuditEntry.of("cancelled_authorization_ended").authorization(requesting.id()));
    } else {
      Authorizations.end(
          t,
          requesting.id(),
          outcome,
          AuditEntry.BROKER,
          outcome instanceof Outcome.Failed ? requesting.unanswered() : Optional.empty());
    }
  }
}
