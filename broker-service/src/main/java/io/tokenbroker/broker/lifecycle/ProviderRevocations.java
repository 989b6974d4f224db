// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.Revoked;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.broker.lifecycle.Input.CallUnknown;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that are still to be revoked at the provider (RFC 7009), in the background: what fails is
 * tried again with an end.
 */
final class ProviderRevocations {
  private static final String OTHER_IS_ISSUED = "another grant is being issued";
  private static final String SAME_KIN = "the grant came of the same refresh token";
  private static final Duration GIVE_UP_AFTER = Duration.ofHours(24);

  /** Where whoever sends does not say when to ask again. */
  private static final Duration WHILE_PAUSED = Duration.ofSeconds(30);

  boolean ended(Transition t, CallResult result) {
    List<Revocation> next = new ArrayList<>();
    Optional<Revocation> released = Optional.empty();
    boolean taken = false;
    for (Revocation revocation : t.grant().revocations()) {
      if (revocation.awaitedRefresh().filter(result.attemptId()::equals).isPresent()) {
        taken = true;
        if (isTheGrants(t, revocation, result)) {
          t.audit(
              AuditEntry.of("not_revoked_at_provider")
                  .because(RevocationObstacles.SAME_TOKEN)
                  .attempt(result.attemptId()));
          continue;
        }
        if (result instanceof CallUnknown) {
          remember(t, revocation, result.attemptId());
        }
        Revocation after = released(t, revocation, newerRefreshToken(result));
        next.add(after);
        // A refresh token comes before the access token.
        released = released.or(() -> Optional.of(after));
      } else if (revocation.call().awaits(result.attemptId())) {
        taken = true;
        afterCall(t, revocation, result).ifPresent(next::add);
      } else {
        next.add(revocation);
      }
    }
    t.become(t.grant().withRevocations(next));
    released.ifPresent(
        first -> {
          t.audit(AuditEntry.of("refresh_of_revoked_ended").attempt(result.attemptId()));
          addWhatItBrought(t, first, result);
        });
    return taken;
  }

  /** Where the grant in force has that refresh token too, what became of it is the grant's. */
  private static boolean isTheGrants(Transition t, Revocation awaiting, CallResult result) {
    return awaiting.isRefreshToken()
        && (result instanceof CallUnknown
            ? RefreshTokenUse.isUnknownForTheGrant(
                t,
                result.attemptId(),
                // Nobody remembers when it was requested, so no grace window is taken for open.
                Instant.EPOCH,
                awaiting.token(),
                awaiting.endpointOrigin())
            : RefreshTokenUse.isFollowed(
                t, awaiting.token(), newerRefreshToken(result), awaiting.endpointOrigin()));
  }

  private static Revocation released(
      Transition t, Revocation revocation, Optional<Secret> newerRefreshToken) {
    return revocation.released(
        // It takes the place of the one that it was given for; an access token stays good.
        newerRefreshToken.filter(newer -> revocation.isRefreshToken()),
        t.now(),
        t.now().plus(GIVE_UP_AFTER));
  }

  /** The refresh that was waited for has issued tokens of its own. */
  private static void addWhatItBrought(Transition t, Revocation released, CallResult result) {
    if (!(result instanceof CallSucceeded success) || success.response().isEmpty()) {
      return;
    }
    TokenResponse response = success.response().get();
    Optional<Secret> refreshToken =
        released.isRefreshToken() ? Optional.of(released.token()) : response.refreshToken();
    for (Revocable brought :
        Revocable.of(
            refreshToken.stream().toList(),
            response.accessToken(),
            t.policy().revocation().tokens())) {
      if (t.grant().revocations().stream()
          .noneMatch(known -> known.token().equals(brought.token()))) {
        append(t, released.of(brought));
      }
    }
  }

  void resultUnreadable(Transition t) {
    List<Revocation> next =
        t.grant().revocations().stream()
            .map(revocation -> resultUnreadable(t, revocation))
            .toList();
    t.become(t.grant().withRevocations(next));
  }

  /** Its success may turn up late. */
  private static void remember(Transition t, Revocation revocation, String attemptId) {
    boolean isKnown =
        t.grant().unknownAttempts().stream().anyMatch(one -> one.attemptId().equals(attemptId));
    if (revocation.generation() == t.grant().version().generation() && !isKnown) {
      t.become(
          t.grant()
              .withUnknownAttempt(
                  new UnknownAttempt(
                      attemptId,
                      Optional.empty(),
                      Optional.of(revocation.token()).filter(it -> revocation.isRefreshToken()))));
    }
  }

  private static Revocation resultUnreadable(Transition t, Revocation revocation) {
    if (revocation.awaitedRefresh().isPresent()) {
      remember(t, revocation, revocation.awaitedRefresh().get());
      return revocation.released(Optional.empty(), t.now(), t.now().plus(GIVE_UP_AFTER));
    }
    return revocation.call() instanceof CallSlot.InFlight
        ? again(t, revocation, Optional.empty())
        : revocation;
  }

  void startWhatIsDue(Transition t) {
    List<Revocation> next = new ArrayList<>();
    for (Revocation revocation : t.grant().revocations()) {
      if (revocation.nextLook().filter(look -> !look.isAfter(t.now())).isEmpty()) {
        next.add(revocation);
      } else {
        lookAt(t, revocation).ifPresent(next::add);
      }
    }
    t.become(t.grant().withRevocations(next));
  }

  /**
   * A newer generation was published: the older one's tokens are of no more use. Where both are of
   * one kin, revoking the one would revoke the other.
   *
   * @param broughtBy the refresh token that brought the newer one
   */
  static void superseded(
      Transition t,
      Credential before,
      TokenVersion version,
      boolean areKin,
      Optional<Secret> broughtBy) {
    Optional<String> out =
        before instanceof Active active ? active.attemptInFlight() : Optional.empty();
    before
        .tokens()
        .ifPresent(
            tokens -> {
              if (areKin && out.isEmpty()) {
                t.audit(AuditEntry.of("not_revoked_at_provider").because(SAME_KIN));
              } else {
                add(t, tokens, version.generation(), out);
              }
            });
    keepRefreshTokensInUse(t, broughtBy);
  }

  /**
   * A provider may give a refresh token once more that was to be revoked: with it, even when it is
   * spent by then, or with the access token that belongs to it, it might revoke what came of it
   * (RFC 7009, 2.1).
   */
  private static void keepRefreshTokensInUse(Transition t, Optional<Secret> broughtBy) {
    List<Long> inUseAgain =
        t.grant().revocations().stream()
            .filter(Revocation::isRefreshToken)
            .filter(older -> older.generation() < t.grant().version().generation())
            .filter(
                older -> RevocationObstacles.isUsedByAnother(t, older.token(), older.generation()))
            .map(Revocation::generation)
            .toList();
    List<Revocation> next = new ArrayList<>();
    for (Revocation revocation : t.grant().revocations()) {
      boolean isInUse =
          revocation.isRefreshToken()
              ? revocation.awaitedRefresh().isEmpty()
                  && (broughtBy.filter(revocation.token()::equals).isPresent()
                      || RevocationObstacles.isUsedByAnother(
                          t, revocation.token(), revocation.generation()))
              : inUseAgain.contains(revocation.generation());
      if (isInUse && !(revocation.call() instanceof CallSlot.InFlight)) {
        t.audit(
            AuditEntry.of("not_revoked_at_provider")
                .because(RevocationObstacles.SAME_REFRESH_TOKEN));
      } else {
        next.add(revocation);
      }
    }
    t.become(t.grant().withRevocations(next));
  }

  /** Remembers tokens that have to be revoked at the provider, where the provider can do that. */
  static void add(Transition t, Tokens tokens, long generation, Optional<String> awaitedRefresh) {
    List<Revocable> revocables =
        Revocable.of(
            tokens.refreshTokens(), tokens.accessToken(), t.policy().revocation().tokens());
    if (revocables.isEmpty()) {
      t.audit(AuditEntry.of("not_revoked_at_provider").because("there is no refresh token"));
    }
    for (Revocable revocable : withTheOneThatIsOut(revocables, tokens, awaitedRefresh)) {
      Optional<String> awaited = awaitedRefresh.filter(attempt -> revocable.isLatest());
      Optional<String> obstacle =
          RevocationObstacles.of(t, revocable.token(), generation, tokens.subject())
              .or(() -> RevocationObstacles.ofAccessToken(t, revocable, tokens, generation));
      // What is out is remembered, so that its refresh token is not used beside it.
      if (obstacle.isPresent() && !(awaited.isPresent() && revocable.isRefreshToken())) {
        t.audit(AuditEntry.of("not_revoked_at_provider").because(obstacle.get()));
      } else {
        append(t, revocation(t, revocable, tokens, generation, awaited));
      }
    }
  }

  /** Where the provider is sent access tokens only, the refresh token in flight comes as well. */
  private static List<Revocable> withTheOneThatIsOut(
      List<Revocable> revocables, Tokens tokens, Optional<String> awaitedRefresh) {
    List<Revocable> all = new ArrayList<>();
    if (awaitedRefresh.isPresent() && revocables.stream().noneMatch(Revocable::isRefreshToken)) {
      tokens.refreshToken().ifPresent(token -> all.add(new Revocable(token, true, true)));
    }
    all.addAll(revocables);
    return all;
  }

  /** It was remembered while it was in flight only. */
  private static Optional<String> isNotToBeSent(Transition t, Revocation revocation) {
    return revocation.isRefreshToken()
            && t.policy().revocation().tokens() == RevokedTokens.ACCESS_TOKEN
        ? Optional.of("refresh tokens are not sent")
        : Optional.empty();
  }

  private static Revocation revocation(
      Transition t,
      Revocable revocable,
      Tokens tokens,
      long generation,
      Optional<String> awaitedRefresh) {
    return new Revocation(
        revocable.token(),
        revocable.isRefreshToken(),
        generation,
        tokens.subject(),
        tokens.connectorRevision(),
        tokens.endpointOrigin(),
        new CallSlot.Scheduled(t.now()),
        awaitedRefresh,
        0,
        t.now().plus(awaitedRefresh.isPresent() ? CallSlot.InFlight.LOST_AFTER : GIVE_UP_AFTER));
  }

  private static void append(Transition t, Revocation revocation) {
    List<Revocation> next = new ArrayList<>(t.grant().revocations());
    if (next.size() >= Grant.MAX_REVOCATIONS) {
      // What is out comes last: its refresh token would be used beside it.
      next.remove(
          next.stream()
              .filter(one -> one.awaitedRefresh().isEmpty())
              .findFirst()
              .orElseGet(() -> next.get(0)));
      t.audit(AuditEntry.of("revocation_given_up").because("too many at once"));
    }
    next.add(revocation);
    t.become(t.grant().withRevocations(next));
  }

  /** A refresh of a revoked grant turned out to have succeeded: its tokens are revoked too. */
  static void addLate(Transition t, Revoked revoked, TokenResponse response) {
    Renewal renewal =
        response
            .refreshToken()
            .<Renewal>map(
                token -> RefreshTokenLife.first(token, Optional.empty(), t.policy(), t.now()))
            .orElseGet(Renewal.None::new);
    Tokens tokens =
        new Tokens(
            response.accessToken(),
            response.tokenType(),
            List.of(),
            t.now(),
            t.now(),
            t.now(),
            renewal,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            revoked.connectorRevision(),
            revoked.endpointOrigin());
    add(t, tokens, t.grant().version().generation(), Optional.empty());
  }

  private Optional<Revocation> lookAt(Transition t, Revocation revocation) {
    if (revocation.awaitedRefresh().isPresent()) {
      // Nobody can know of that refresh any more.
      t.audit(AuditEntry.of("refresh_of_revoked_lost").attempt(revocation.awaitedRefresh().get()));
      return lookAt(t, revocation.released(Optional.empty(), t.now(), t.now().plus(GIVE_UP_AFTER)));
    }
    if (revocation.call() instanceof CallSlot.InFlight call) {
      Optional<CallSlot.InFlight> waiting = t.overdue(call);
      return waiting.isPresent()
          ? waiting.map(revocation::withCall)
          : againUnlessTooLate(t, revocation, Optional.empty());
    }
    Optional<String> obstacle =
        RevocationObstacles.of(t, revocation.token(), revocation.generation(), revocation.subject())
            .or(() -> isNotToBeSent(t, revocation));
    if (obstacle.isPresent()) {
      t.audit(AuditEntry.of("not_revoked_at_provider").because(obstacle.get()));
      return Optional.empty();
    }
    if (RevocationObstacles.mightRevokeWhatIsBeingIssued(t, revocation.generation())
        || RefreshTokenUse.isBeingImported(t, revocation.token())) {
      t.audit(AuditEntry.of("revocation_waits").because(OTHER_IS_ISSUED));
      // A wait is no try: a broker that was away looks once more.
      return revocation.nextLook().filter(revocation.giveUpAt()::isAfter).isPresent()
          ? Optional.of(again(t, revocation, Optional.empty()))
          : againUnlessTooLate(t, revocation, Optional.empty());
    }
    CallSlot.InFlight call =
        t.call(
            "revoke",
            new Effect.Revoke(revocation.token(), revocation.isRefreshToken()),
            revocation.connectorRevision(),
            revocation.endpointOrigin(),
            t.now().plus(RefreshTiming.REQUEST_GOOD_FOR));
    return Optional.of(revocation.withCall(call));
  }

  private Optional<Revocation> afterCall(Transition t, Revocation revocation, CallResult result) {
    if (result instanceof CallSucceeded) {
      t.audit(AuditEntry.of("revoked_at_provider").attempt(result.attemptId()));
      return Optional.empty();
    }
    if (result instanceof CallFailed failure && failure.failureClass() != FailureClass.TRANSIENT) {
      t.audit(
          AuditEntry.of("revocation_refused").because(failure.error()).attempt(result.attemptId()));
      return Optional.empty();
    }
    if (result instanceof CallNotSent notSent && notSent.isPaused()) {
      return Optional.of(
          revocation.pausedUntil(
              t.now().plus(BackOff.putOff(notSent.retryAfter().orElse(WHILE_PAUSED))),
              t.now().plus(GIVE_UP_AFTER)));
    }
    t.audit(AuditEntry.of("revocation_waits").attempt(result.attemptId()));
    // Revoking is repeatable, so an unknown outcome is no worse than a failure.
    Optional<Duration> retryAfter =
        result instanceof CallFailed failure
            ? failure.retryAfter()
            : result instanceof CallNotSent notSent ? notSent.retryAfter() : Optional.empty();
    return againUnlessTooLate(t, revocation, retryAfter);
  }

  /**
   * Whether it is too late is asked after a try, so that a broker that was away tries once more.
   */
  private static Optional<Revocation> againUnlessTooLate(
      Transition t, Revocation revocation, Optional<Duration> retryAfter) {
    if (!t.now().isBefore(revocation.giveUpAt())) {
      t.audit(AuditEntry.of("revocation_given_up").because("tried for a day"));
      return Optional.empty();
    }
    return Optional.of(again(t, revocation, retryAfter));
  }

  private static Revocation again(
      Transition t, Revocation revocation, Optional<Duration> retryAfter) {
    int failures = revocation.failures();
    return revocation.failedUntil(
        t.now().plus(BackOff.whileTransient(failures, t.fraction(failures), retryAfter)));
  }

  private static Optional<Secret> newerRefreshToken(CallResult result) {
    return result instanceof CallSucceeded success
        ? success.response().flatMap(TokenResponse::refreshToken)
        : Optional.empty();
  }
}
