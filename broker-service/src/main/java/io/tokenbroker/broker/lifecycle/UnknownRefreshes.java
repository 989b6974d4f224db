// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Authorization.Unanswered;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.broker.lifecycle.Renewal.ByClientCredentials;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Refreshes of which nobody knows whether the provider processed them: what is done about it is the
 * connector's {@link RefreshReplay}, and a reply that turns up late still counts.
 */
final class UnknownRefreshes {
  /** Why a person is needed where it is not known whether the refresh token is spent. */
  static final String REFRESH_OUTCOME_UNKNOWN = "refresh_outcome_unknown";

  /** A replay must reach the provider before its grace window closes. */
  private static final Duration GRACE_MARGIN = Duration.ofSeconds(2);

  /** Until when a refresh token that was sent then may be sent again. */
  static Instant replayUntil(RefreshReplay.Grace grace, Instant sentAt, Trouble before) {
    Instant end = sentAt.plus(grace.window()).minus(GRACE_MARGIN);
    return before instanceof Trouble.Replaying replaying && replaying.until().isBefore(end)
        ? replaying.until()
        : end;
  }

  void became(Transition t, Active active, String attemptId, Instant requestedAt) {
    t.become(
        t.grant()
            .withUnknownAttempt(
                new UnknownAttempt(
                    attemptId, Optional.of(requestedAt), active.current().refreshToken())));
    t.audit(AuditEntry.of("refresh_outcome_unknown").attempt(attemptId));
    if (active.trouble() instanceof Trouble.Spent) {
      RefreshRules.nextRefreshTokenOrReauthorize(
          t, active, REFRESH_OUTCOME_UNKNOWN, Optional.empty());
      return;
    }
    Trouble trouble = active.trouble();
    RefreshReplay replay =
        active.current().renewal() instanceof ByClientCredentials
            // The client's credentials are not used up.
            ? new RefreshReplay.Safe()
            : t.policy().refresh().replay();
    if (trouble instanceof Trouble.LastTry) {
      RefreshRules.nextRefreshTokenOrReauthorize(
          t, active, REFRESH_OUTCOME_UNKNOWN, Optional.empty());
    } else if (replay instanceof RefreshReplay.Safe) {
      t.become(
          active.tryAgain(
              t.now().plus(delay(t, trouble)), trouble.failed("outcome_unknown", t.now())));
    } else if (replay instanceof RefreshReplay.Grace grace) {
      // The first replay is made at once; a provider that loses every answer is not hammered.
      Duration delay = trouble instanceof Trouble.Replaying ? delay(t, trouble) : Duration.ZERO;
      t.become(
          active.tryAgain(
              t.now().plus(delay),
              trouble.replaying(replayUntil(grace, requestedAt, trouble), t.now())));
    } else {
      planLastTry(t, active, "outcome_unknown");
    }
  }

  /** The access token is used to its end; then the refresh token is tried once more. */
  void planLastTry(Transition t, Active active, String error) {
    Instant expiry = active.current().expiresAt();
    t.become(
        active.tryAgain(
            expiry.isAfter(t.now()) ? expiry : t.now(), active.trouble().lastTry(error, t.now())));
  }

  /**
   * A new generation goes on with a refresh token of before, or came of one. Other calls with it
   * count for it from here on: those whose fate nobody knows, whether a refresh's or an ended
   * import's, and those of imports that are out, as long as nothing else comes of them.
   *
   * @param id the authorization that brought it
   * @param ofBefore those that counted for the generation before
   * @param used the refresh token that brought the new generation
   */
  static void goOnCounting(
      Transition t, String id, List<UnknownAttempt> ofBefore, Optional<Secret> used) {
    Tokens current = t.grant().credential().tokens().orElseThrow();
    Predicate<Secret> isShared =
        token -> used.filter(token::equals).isPresent() || current.refreshTokens().contains(token);
    ofBefore.stream()
        .filter(one -> one.refreshToken().filter(isShared).isPresent())
        .forEach(one -> t.become(t.grant().withUnknownAttempt(one)));
    for (Authorization one : t.grant().authorizations()) {
      if (one instanceof Consumed consumed) {
        Optional<Unanswered> shared =
            consumed
                .unanswered()
                .filter(it -> shares(it.started(), it.request(), current, isShared));
        shared.ifPresent(
            it -> {
              it.attempts().forEach(attempt -> counts(t, attempt, it.request()));
              Authorizations.put(
                  t, new Consumed(consumed.id(), consumed.outcome(), Optional.empty()));
            });
      } else if (one instanceof Requesting importing
          && !one.id().equals(id)
          && importing.call() instanceof CallSlot.InFlight out
          && shares(importing.started(), importing.request(), current, isShared)) {
        counts(t, out.attemptId(), importing.request());
      }
    }
  }

  private static boolean shares(
      Started started, Effect.TokenRequest request, Tokens current, Predicate<Secret> isShared) {
    return RefreshTokenUse.of(request).filter(isShared).isPresent()
        && started.endpointOrigin().filter(current.endpointOrigin()::equals).isPresent();
  }

  /** Its success, should it turn up, counts for the generation that is there. */
  static void counts(Transition t, String attemptId, Effect.TokenRequest request) {
    t.become(
        t.grant()
            .withUnknownAttempt(
                new UnknownAttempt(attemptId, Optional.empty(), RefreshTokenUse.of(request))));
  }

  /** Takes a success that turned up late; tells whether it was one. */
  boolean ended(Transition t, CallResult result) {
    Optional<UnknownAttempt> attempt =
        t.grant().unknownAttempts().stream()
            .filter(one -> one.attemptId().equals(result.attemptId()))
            .findFirst();
    if (attempt.isPresent()
        && result instanceof CallSucceeded success
        && success.response().isPresent()) {
      lateSuccess(t, attempt.get(), success, success.response().get());
      return true;
    }
    return false;
  }

  /** The reply turned up after all: its refresh token is one that the provider knows. */
  private static void lateSuccess(
      Transition t, UnknownAttempt attempt, CallSucceeded success, TokenResponse response) {
    t.become(t.grant().withoutUnknownAttempt(attempt.attemptId()));
    Credential credential = t.grant().credential();
    t.audit(
        AuditEntry.of(
                credential.tokens().isPresent() ? "late_success_kept" : "late_success_of_revoked")
            .attempt(attempt.attemptId()));
    Instant sentAt = attempt.sentAt(success.sentAt(), t.now());
    if (credential instanceof Active active) {
      whileActive(t, active, attempt, sentAt, response);
    } else if (credential instanceof ReauthorizationRequired required) {
      Tokens next = Issuing.refreshed(t, required.last(), response, sentAt);
      t.publish(t.grant().version().next(), Issuing.active(t, next, Ending.none()));
    } else if (credential instanceof Credential.Revoked revoked) {
      ProviderRevocations.addLate(t, revoked, response);
    }
  }

  private static void whileActive(
      Transition t, Active active, UnknownAttempt attempt, Instant sentAt, TokenResponse response) {
    Tokens current = active.current();
    boolean followsTheCurrent = attempt.usedThatOf(current);
    boolean isOlder =
        attempt.refreshToken().isPresent()
            ? !followsTheCurrent
            : sentAt.isBefore(current.issuedAt());
    if (isOlder) {
      t.become(active.with(response.refreshToken().map(current::withAlternate).orElse(current)));
      return;
    }
    boolean hasSpentTheCurrent =
        followsTheCurrent
            && !(t.policy().refresh().replay() instanceof RefreshReplay.Safe)
            && response.refreshToken().isPresent()
            && !response.refreshToken().equals(current.refreshToken());
    Tokens next = Issuing.refreshed(t, current, response, sentAt);
    if (active.refresh() instanceof CallSlot.InFlight) {
      // That call was made with the old refresh token: its result decides what comes first.
      Tokens kept = next.withRenewal(current.renewal());
      Tokens both = response.refreshToken().map(kept::withAlternate).orElse(kept);
      t.publish(
          t.grant().version().next(),
          new Active(
              both,
              active.refresh(),
              hasSpentTheCurrent ? active.trouble().spent(t.now()) : active.trouble(),
              active.ending()));
    } else {
      // By the clocks it is the newer one; clocks err, so the other is kept, unless it is the very
      // one that this reply has spent.
      Tokens both =
          hasSpentTheCurrent ? next : current.refreshToken().map(next::withAlternate).orElse(next);
      t.publish(t.grant().version().next(), Issuing.active(t, both, active.ending()));
    }
  }

  private static Duration delay(Transition t, Trouble trouble) {
    return BackOff.whileTransient(trouble, t.now(), t.fraction(), Optional.empty());
  }
}
