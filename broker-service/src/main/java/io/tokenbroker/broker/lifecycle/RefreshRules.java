// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.broker.lifecycle.Input.CallUnknown;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.lifecycle.Input.RefreshRequested;
import io.tokenbroker.broker.lifecycle.Renewal.ByClientCredentials;
import io.tokenbroker.broker.lifecycle.Renewal.ByRefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeping a token fresh. At most one refresh is in flight; a success is never thrown away within
 * its generation; a failure that was not waited for changes nothing.
 */
final class RefreshRules {
  private static final Duration REPUBLISH_INTERVAL = Duration.ofSeconds(10);

  private final UnknownRefreshes unknowns = new UnknownRefreshes();

  void requested(Transition t, RefreshRequested input) {
    Grant grant = t.grant();
    AuditEntry entry =
        AuditEntry.of("refresh_requested")
            .by(input.requestedBy())
            .because(input.reason())
            .with("held", input.held());
    if (input.held().isNewerThan(grant.version())) {
      t.audit(entry.with("answer", "ignored: this version is not known"));
    } else if (grant.version().isNewerThan(input.held())
        || !(grant.credential() instanceof Active active)) {
      t.audit(entry.with("answer", republish(t)));
    } else {
      t.audit(entry.with("answer", currentIsRejected(t, active)));
    }
    input.correlationId().ifPresent(t::describeTo);
  }

  boolean ended(Transition t, CallResult result) {
    if (t.grant().credential() instanceof Active active
        && active.refresh() instanceof CallSlot.InFlight call
        && call.awaits(result.attemptId())) {
      awaitedEnded(t, active, call, result);
      return true;
    }
    return unknowns.ended(t, result);
  }

  void resultUnreadable(Transition t) {
    if (t.grant().credential() instanceof Active active
        && active.refresh() instanceof CallSlot.InFlight call) {
      unknowns.became(t, active, call.attemptId(), call.requestedAt());
    }
  }

  /**
   * One look can lead to the next: a call that was given up to its replay, a grace window that has
   * closed to the last try. The last of them is in flight, or ends in reauthorization.
   */
  void startWhatIsDue(Transition t) {
    if (t.grant().credential() instanceof Active waiting
        && RefreshTokenUse.waitsInVain(t, waiting)) {
      t.become(waiting.tryAgain(t.now(), waiting.trouble()));
    }
    while (t.grant().credential() instanceof Active active && active.refresh().isDue(t.now())) {
      lookAt(t, active);
    }
    announceWhenDue(t);
  }

  private void lookAt(Transition t, Active active) {
    if (active.refresh() instanceof CallSlot.InFlight call) {
      Optional<CallSlot.InFlight> waiting = t.overdue(call);
      if (waiting.isPresent()) {
        t.become(active.with(waiting.get()));
      } else {
        unknowns.became(t, active, call.attemptId(), call.requestedAt());
      }
    } else {
      start(t, active);
    }
  }

  /** The holders of the current version do not get on with it; says what is done about it. */
  private String currentIsRejected(Transition t, Active active) {
    if (active.refresh() instanceof CallSlot.InFlight call) {
      return "joined: " + call.attemptId() + " is under way";
    }
    if (active.current().renewal() instanceof Renewal.None) {
      // Nothing can be done, and a runner's word alone must not end a grant: it lives to its
      // expiry.
      return republish(t);
    }
    if (active.trouble().failures() > 0) {
      return "waits: it is being tried already, as fast as its back-off allows";
    }
    Instant earliest = RefreshTiming.earliest(active.current(), t.policy(), t.now());
    Instant wanted = earliest.isAfter(t.now()) ? earliest : t.now();
    boolean isSooner =
        active.refresh().nextLook().filter(planned -> !wanted.isBefore(planned)).isEmpty();
    if (isSooner) {
      t.become(active.tryAgain(wanted, active.trouble()));
    }
    return "planned: " + (isSooner ? wanted : active.refresh().nextLook().orElse(wanted));
  }

  private String republish(Transition t) {
    if (t.grant().credential() instanceof Credential.Absent) {
      return "none: there is no grant";
    }
    boolean recently =
        t.grant()
            .republishedAt()
            .filter(last -> !last.isAfter(t.now()))
            .filter(last -> t.now().isBefore(last.plus(REPUBLISH_INTERVAL)))
            .isPresent();
    if (recently) {
      return "none: the current event was published again a moment ago";
    }
    t.become(t.grant().withRepublishedAt(t.now()));
    t.publishCurrent();
    return "the current event is published again";
  }

  private void start(Transition t, Active active) {
    Renewal renewal = active.current().renewal();
    if (renewal instanceof ByRefreshToken refreshing) {
      if (active.trouble() instanceof Trouble.Replaying replaying
          && !t.now().isBefore(replaying.until())) {
        t.audit(AuditEntry.of("replay_given_up").because("grace_window_closed"));
        unknowns.planLastTry(t, active, "grace_window_closed");
        return;
      }
      if (RefreshTokenUse.isOut(t, refreshing.refreshToken())) {
        RefreshTokenUse.makeWait(t, active);
        return;
      }
      call(t, active, new Effect.Refresh(refreshing.refreshToken(), active.current().proofKey()));
    } else if (renewal instanceof ByClientCredentials client) {
      call(t, active, new Effect.ClientCredentials(client.scopes()));
    } else {
      reauthorize(t, active.current(), "no_refresh_token");
    }
  }

  private static void call(Transition t, Active active, Effect.TokenRequest request) {
    Instant notAfter =
        active.trouble() instanceof Trouble.Replaying replaying
            ? replaying.until()
            : t.now().plus(RefreshTiming.REQUEST_GOOD_FOR);
    t.become(
        active.with(
            t.call(
                "refresh",
                request,
                active.current().connectorRevision(),
                active.current().endpointOrigin(),
                notAfter)));
  }

  private void awaitedEnded(
      Transition t, Active active, CallSlot.InFlight call, CallResult result) {
    if (result instanceof CallSucceeded success && success.response().isPresent()) {
      refreshed(
          t,
          active,
          success.response().get(),
          call.sentAt(success.sentAt(), t.now()),
          call.attemptId());
    } else if (result instanceof CallFailed failure) {
      failed(t, active, failure);
    } else if (result instanceof CallNotSent notSent) {
      if (!notSent.isPaused() || !active.trouble().isPaused()) {
        // A pause of days is one fact, and not one for each time that it is asked about.
        t.audit(
            AuditEntry.of("refresh_not_sent")
                .because(notSent.reason())
                .attempt(notSent.attemptId()));
      }
      if (active.trouble() instanceof Trouble.Spent) {
        nextRefreshTokenOrReauthorize(t, active, notSent.reason(), notSent.retryAfter());
      } else if (notSent.retryAfter().isPresent()) {
        putOff(t, active, notSent, notSent.retryAfter().get());
      } else {
        tryAgain(t, active, notSent.reason(), Optional.empty());
      }
    } else if (result instanceof CallUnknown unknown) {
      // A window counts from the request: when it was sent is the caller's word.
      unknowns.became(t, active, unknown.attemptId(), call.requestedAt());
    } else {
      unknowns.became(t, active, result.attemptId(), call.requestedAt());
    }
  }

  private static void refreshed(
      Transition t, Active active, TokenResponse response, Instant sentAt, String attemptId) {
    Tokens next = Issuing.refreshed(t, withoutTheSpent(active, response), response, sentAt);
    ConfirmationRules.follow(t, active.current(), next);
    t.publish(t.grant().version().next(), Issuing.active(t, next, active.ending()));
    t.audit(AuditEntry.of("token_refreshed").attempt(attemptId));
    if (FirstTokens.isAnotherAccount(t, response.subject())) {
      t.audit(
          AuditEntry.of("account_differs")
              .because("the refresh answered for another account")
              .attempt(attemptId));
    }
  }

  /**
   * A response without a refresh token keeps the old one, but not one that is known to be spent.
   */
  private static Tokens withoutTheSpent(Active active, TokenResponse response) {
    Tokens current = active.current();
    return active.trouble() instanceof Trouble.Spent && response.refreshToken().isEmpty()
        ? current
            .byRefreshToken()
            .flatMap(ByRefreshToken::withoutFirst)
            .map(current::withRenewal)
            .orElse(current)
        : current;
  }

  private void failed(Transition t, Active active, CallFailed failure) {
    t.audit(
        AuditEntry.of("refresh_failed")
            .because(failure.error())
            .attempt(failure.attemptId())
            .with("class", failure.failureClass()));
    if (active.trouble() instanceof Trouble.Spent) {
      nextRefreshTokenOrReauthorize(t, active, failure.error(), failure.retryAfter());
      return;
    }
    switch (classOf(failure, active)) {
      case TRANSIENT -> tryAgain(t, active, failure.error(), failure.retryAfter());
      case CONFIGURATION ->
          t.become(
              active.tryAgain(
                  t.now()
                      .plus(
                          BackOff.untilOperator(
                              active.trouble(), t.fraction(), failure.retryAfter())),
                  active.trouble().failed(failure.error(), t.now())));
      case REAUTHORIZE ->
          nextRefreshTokenOrReauthorize(
              t,
              active,
              active.trouble().outcomeUnknown()
                  ? UnknownRefreshes.REFRESH_OUTCOME_UNKNOWN
                  : failure.error(),
              Optional.empty());
    }
  }

  /** No person can help with the client's own credentials, only an operator. */
  private static FailureClass classOf(CallFailed failure, Active active) {
    return failure.failureClass() == FailureClass.REAUTHORIZE
            && active.current().renewal() instanceof ByClientCredentials
        ? FailureClass.CONFIGURATION
        : failure.failureClass();
  }

  private static void tryAgain(
      Transition t, Active active, String error, Optional<Duration> retryAfter) {
    Duration delay = BackOff.whileTransient(active.trouble(), t.now(), t.fraction(), retryAfter);
    t.become(active.tryAgain(t.now().plus(delay), active.trouble().failed(error, t.now())));
  }

  /** The caller spreads what it puts off by itself: waiting for longer would only make it late. */
  private static void putOff(
      Transition t, Active active, CallNotSent notSent, Duration retryAfter) {
    Trouble before = active.trouble();
    t.become(
        active.tryAgain(
            t.now().plus(BackOff.putOff(retryAfter)),
            notSent.isPaused()
                ? before.paused(t.now())
                : before.putOff(notSent.reason(), t.now())));
  }

  /** The refresh token in use is spent: another success of this generation may have left one. */
  static void nextRefreshTokenOrReauthorize(
      Transition t, Active active, String reason, Optional<Duration> retryAfter) {
    Optional<ByRefreshToken> next =
        active.current().byRefreshToken().flatMap(ByRefreshToken::withoutFirst);
    if (next.isEmpty()) {
      reauthorize(t, active.current(), reason);
      return;
    }
    t.become(
        active
            .with(active.current().withRenewal(next.get()))
            .tryAgain(
                t.now().plus(retryAfter.orElse(Duration.ZERO)),
                Trouble.none().failed(reason, t.now())));
  }

  private static void reauthorize(Transition t, Tokens last, String reason) {
    t.publish(
        t.grant().version().next(),
        new ReauthorizationRequired(
            // Of unknown fate: a late reply may show that it is good, a revocation has to name it.
            reason.equals(UnknownRefreshes.REFRESH_OUTCOME_UNKNOWN)
                ? last
                : last.withRenewal(new Renewal.None()),
            reason,
            t.now()));
    t.audit(AuditEntry.of("reauthorization_required").because(reason));
  }

  /** Tells the person ahead; the grant is kept fresh as before. */
  private static void announceWhenDue(Transition t) {
    if (t.grant().credential() instanceof Active active
        && active.ending() instanceof Ending.Foreseen end
        && !end.announceAt().isAfter(t.now())) {
      t.publish(
          t.grant().version().next(), active.with(new Ending.Announced(end.endsAt(), t.now())));
      t.audit(
          AuditEntry.of("reauthorization_announced")
              .because(Transition.GRANT_ENDS)
              .with("endsAt", end.endsAt()));
    }
  }
}
