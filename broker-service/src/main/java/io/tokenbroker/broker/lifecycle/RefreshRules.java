// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.ReauthorizationRequired;
import io.tokenbroker.broker.lifecycle.Credential.Trouble;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.broker.lifecycle.Input.CallUnknown;
import io.tokenbroker.broker.lifecycle.Input.RefreshRequested;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeping a token fresh. At most one refresh is in flight; a success is never thrown away within
 * its generation; a failure that was not waited for changes nothing.
 */
final class RefreshRules {
  private static final Duration REPUBLISH_INTERVAL = Duration.ofSeconds(10);

  /** A replay must reach the provider before its grace window closes. */
  private static final Duration GRACE_MARGIN = Duration.ofSeconds(2);

  void requested(Transition t, RefreshRequested input) {
    Grant grant = t.grant();
    if (input.held().isNewerThan(grant.version())) {
      t.audit("refresh_refused", input.requestedBy(), Optional.of("version is not known"));
    } else if (grant.version().isNewerThan(input.held())
        || !(grant.credential() instanceof Active)) {
      republish(t);
    } else if (grant.credential() instanceof Active active
        && active.refresh() instanceof CallSlot.Scheduled planned) {
      currentIsRejected(t, active, planned, input);
    }
    // A refresh in flight answers everybody with its result.
    input.correlationId().ifPresent(t::describeTo);
  }

  boolean ended(Transition t, CallResult result) {
    if (t.grant().credential() instanceof Active active
        && active.refresh().awaits(result.attemptId())) {
      awaitedEnded(t, active, result);
      return true;
    }
    if (result instanceof CallSucceeded success
        && success.response().isPresent()
        && t.grant().unknownAttempts().contains(result.attemptId())) {
      lateSuccess(t, success, success.response().get());
      return true;
    }
    return false;
  }

  void resultUnreadable(Transition t) {
    if (t.grant().credential() instanceof Active active
        && active.refresh() instanceof CallSlot.InFlight call) {
      unknown(t, active, call.attemptId(), call.requestedAt());
    }
  }

  /**
   * One look can lead to the next: a call that was given up to its replay, a grace window that has
   * closed to the last try. The last of them is in flight, or ends in reauthorization.
   */
  void startWhatIsDue(Transition t) {
    while (t.grant().credential() instanceof Active active
        && !active.refresh().nextLook().isAfter(t.now())) {
      lookAt(t, active);
    }
  }

  private void lookAt(Transition t, Active active) {
    if (active.refresh() instanceof CallSlot.InFlight call) {
      Optional<CallSlot.InFlight> waiting = t.overdue(call);
      if (waiting.isPresent()) {
        t.become(new Active(active.current(), waiting.get(), active.trouble()));
      } else {
        unknown(t, active, call.attemptId(), call.requestedAt());
      }
    } else if (active.current().refreshToken().isPresent()) {
      start(t, active, active.current().refreshToken().get());
    } else {
      reauthorize(t, active.current(), "no_refresh_token");
    }
  }

  private void currentIsRejected(
      Transition t, Active active, CallSlot.Scheduled planned, RefreshRequested input) {
    if (active.current().refreshToken().isEmpty()) {
      // Nothing can be done, and a runner's word alone must not end a grant: it lives to its
      // expiry.
      republish(t);
      return;
    }
    if (active.trouble().failures() > 0) {
      return; // It is being tried already, as fast as its back-off allows.
    }
    Instant earliest = active.current().issuedAt().plus(RefreshTiming.MIN_INTERVAL);
    Instant wanted = earliest.isAfter(t.now()) ? earliest : t.now();
    if (wanted.isBefore(planned.at())) {
      t.audit("refresh_requested", input.requestedBy(), Optional.of(input.reason()));
      schedule(t, active.current(), wanted, active.trouble());
    }
  }

  private void republish(Transition t) {
    boolean recently =
        t.grant()
            .republishedAt()
            .filter(last -> t.now().isBefore(last.plus(REPUBLISH_INTERVAL)))
            .isPresent();
    if (!recently && !(t.grant().credential() instanceof Credential.Absent)) {
      t.become(t.grant().withRepublishedAt(t.now()));
      t.publishCurrent();
    }
  }

  private void start(Transition t, Active active, Secret refreshToken) {
    Trouble trouble = active.trouble();
    Optional<Instant> replayUntil = trouble.replayUntil();
    if (replayUntil.isPresent() && !t.now().isBefore(replayUntil.get())) {
      planLastTry(t, active, "grace_window_closed");
      return;
    }
    CallSlot.InFlight call =
        t.call(
            "refresh",
            new Effect.Refresh(refreshToken),
            active.current().connectorRevision(),
            active.current().endpointOrigin(),
            replayUntil.orElse(t.now().plus(RefreshTiming.REQUEST_GOOD_FOR)));
    t.become(new Active(active.current(), call, trouble));
  }

  private void awaitedEnded(Transition t, Active active, CallResult result) {
    if (result instanceof CallSucceeded success && success.response().isPresent()) {
      refreshed(t, active, success.response().get(), success.sentAt(), result.attemptId());
    } else if (result instanceof CallFailed failure) {
      failed(t, active, failure);
    } else if (result instanceof CallNotSent notSent) {
      Duration delay =
          RefreshTiming.transientDelay(
              active.trouble().failures(), t.fraction(), notSent.retryAfter());
      schedule(t, active.current(), t.now().plus(delay), active.trouble().with(notSent.reason()));
    } else if (result instanceof CallUnknown unknown) {
      unknown(t, active, unknown.attemptId(), unknown.sentAt());
    } else {
      unknown(t, active, result.attemptId(), t.now());
    }
  }

  private void refreshed(
      Transition t, Active active, TokenResponse response, Instant sentAt, String attemptId) {
    Tokens next = merged(t, active.current(), response, sentAt);
    t.publish(t.grant().version().next(), new Active(next, planned(t, next), Trouble.NONE));
    t.audit(
        "token_refreshed",
        Transition.BROKER,
        Optional.empty(),
        Optional.empty(),
        Optional.of(attemptId));
  }

  private void failed(Transition t, Active active, CallFailed failure) {
    t.audit(
        "refresh_failed",
        Transition.BROKER,
        Optional.of(failure.error()),
        Optional.empty(),
        Optional.of(failure.attemptId()));
    Tokens current = active.current();
    Trouble trouble = active.trouble().with(failure.error());
    int failures = active.trouble().failures();
    switch (failure.failureClass()) {
      case TRANSIENT ->
          schedule(
              t,
              current,
              t.now()
                  .plus(RefreshTiming.transientDelay(failures, t.fraction(), failure.retryAfter())),
              trouble);
      case CONFIGURATION ->
          schedule(
              t,
              current,
              t.now()
                  .plus(
                      RefreshTiming.configurationDelay(
                          failures, t.fraction(), failure.retryAfter())),
              trouble);
      case REAUTHORIZE -> refused(t, active, failure.error());
    }
  }

  private void refused(Transition t, Active active, String error) {
    boolean unknown = active.trouble().outcomeUnknown();
    nextRefreshTokenOrReauthorize(t, active, unknown ? "refresh_outcome_unknown" : error);
  }

  /** The refresh token in use is spent: another success of this generation may have left one. */
  private void nextRefreshTokenOrReauthorize(Transition t, Active active, String reason) {
    List<Secret> alternates = active.current().alternates();
    if (alternates.isEmpty()) {
      reauthorize(t, active.current(), reason);
      return;
    }
    Tokens next =
        active
            .current()
            .withRefreshTokens(
                Optional.of(alternates.get(0)), alternates.subList(1, alternates.size()));
    schedule(t, next, t.now(), Trouble.NONE.with(reason));
  }

  private void unknown(Transition t, Active active, String attemptId, Instant sentAt) {
    t.become(t.grant().withUnknownAttempt(attemptId));
    t.audit(
        "refresh_outcome_unknown",
        Transition.BROKER,
        Optional.empty(),
        Optional.empty(),
        Optional.of(attemptId));
    RefreshReplay replay = t.policy().refreshReplay();
    if (active.trouble().lastTry()) {
      nextRefreshTokenOrReauthorize(t, active, "refresh_outcome_unknown");
    } else if (replay instanceof RefreshReplay.Safe) {
      Trouble trouble = active.trouble().with("outcome_unknown");
      Duration delay =
          RefreshTiming.transientDelay(active.trouble().failures(), t.fraction(), Optional.empty());
      schedule(t, active.current(), t.now().plus(delay), trouble);
    } else if (replay instanceof RefreshReplay.Grace grace) {
      Instant first = active.trouble().replayUntil().orElse(Instant.MAX);
      Instant end = sentAt.plus(grace.window()).minus(GRACE_MARGIN);
      Instant until = end.isBefore(first) ? end : first;
      schedule(
          t,
          active.current(),
          t.now().plus(replayDelay(t, active.trouble())),
          active.trouble().replay(until));
    } else {
      planLastTry(t, active, "outcome_unknown");
    }
  }

  /** The first replay is made at once; a provider that loses every answer is not hammered. */
  private static Duration replayDelay(Transition t, Trouble trouble) {
    return trouble.replayUntil().isEmpty()
        ? Duration.ZERO
        : RefreshTiming.transientDelay(trouble.failures(), t.fraction(), Optional.empty());
  }

  /** The access token is used to its end; then the refresh token is tried once more. */
  private void planLastTry(Transition t, Active active, String error) {
    Instant expiry = active.current().expiresAt();
    schedule(
        t,
        active.current(),
        expiry.isAfter(t.now()) ? expiry : t.now(),
        active.trouble().beforeLastTry(error));
  }

  /** The reply turned up after all: its refresh token is one that the provider knows. */
  private void lateSuccess(Transition t, CallSucceeded success, TokenResponse response) {
    t.become(t.grant().withoutUnknownAttempt(success.attemptId()));
    t.audit(
        "late_success_kept",
        Transition.BROKER,
        Optional.empty(),
        Optional.empty(),
        Optional.of(success.attemptId()));
    Credential credential = t.grant().credential();
    if (credential instanceof Active active) {
      lateSuccessWhileActive(t, active, success.sentAt(), response);
    } else if (credential instanceof ReauthorizationRequired required) {
      Tokens next = merged(t, required.last(), response, success.sentAt());
      t.publish(t.grant().version().next(), new Active(next, planned(t, next), Trouble.NONE));
    } else if (credential instanceof Credential.Revoked revoked) {
      RevocationRules.addLate(t, revoked, response);
    }
  }

  private void lateSuccessWhileActive(
      Transition t, Active active, Instant sentAt, TokenResponse response) {
    Tokens current = active.current();
    if (sentAt.isBefore(current.issuedAt())) {
      Tokens kept = response.refreshToken().map(current::withAlternate).orElse(current);
      t.become(new Active(kept, active.refresh(), active.trouble()));
      return;
    }
    Tokens next = merged(t, current, response, sentAt);
    if (active.refresh() instanceof CallSlot.InFlight) {
      // That call was made with the old refresh token: its result decides what comes first.
      Tokens kept = next.withRefreshTokens(current.refreshToken(), current.alternates());
      Tokens both = response.refreshToken().map(kept::withAlternate).orElse(kept);
      t.publish(t.grant().version().next(), new Active(both, active.refresh(), active.trouble()));
    } else {
      // By the clocks it is the newer one; clocks err, so the other is kept.
      Tokens both = current.refreshToken().map(next::withAlternate).orElse(next);
      t.publish(t.grant().version().next(), new Active(both, planned(t, both), Trouble.NONE));
    }
  }

  /** A response without a refresh token keeps the old one. */
  private Tokens merged(Transition t, Tokens current, TokenResponse response, Instant sentAt) {
    Optional<Secret> refreshToken = response.refreshToken().or(current::refreshToken);
    return new Tokens(
        response.accessToken(),
        response.tokenType(),
        response.scopes().orElse(current.scopes()),
        sentAt,
        sentAt.plus(RefreshTiming.lifetime(response, t.policy(), Optional.of(current))),
        refreshToken,
        current.alternates().stream()
            .filter(alternate -> !refreshToken.equals(Optional.of(alternate)))
            .toList(),
        response.subject().or(current::subject),
        response.attributes().isEmpty() ? current.attributes() : response.attributes(),
        current.connectorRevision(),
        current.endpointOrigin());
  }

  static CallSlot planned(Transition t, Tokens tokens) {
    Instant wanted = RefreshTiming.refreshAt(tokens, t.policy(), t.fraction());
    Instant soonest = t.now().plus(RefreshTiming.SOONEST);
    return new CallSlot.Scheduled(wanted.isBefore(soonest) ? soonest : wanted);
  }

  private static void schedule(Transition t, Tokens tokens, Instant at, Trouble trouble) {
    t.become(new Active(tokens, new CallSlot.Scheduled(at), trouble));
  }

  private void reauthorize(Transition t, Tokens last, String reason) {
    t.publish(
        t.grant().version().next(),
        new ReauthorizationRequired(
            last.withRefreshTokens(Optional.empty(), List.of()), reason, t.now()));
    t.audit("reauthorization_required", Transition.BROKER, Optional.of(reason));
  }
}
