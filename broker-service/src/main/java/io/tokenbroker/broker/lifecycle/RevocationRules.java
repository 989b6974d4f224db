// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.Revoked;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import io.tokenbroker.broker.lifecycle.Input.CallResult;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.broker.lifecycle.Input.CallUnknown;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.lifecycle.Input.RevokeRequested;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Revocation: at once for the runners, and in the background at the provider (RFC 7009). It wins
 * over anything in flight; what fails at the provider is tried again with an end.
 */
final class RevocationRules {
  private static final String NEWER_EXISTS = "a newer grant would be revoked";
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
  private static final Duration GIVE_UP_AFTER = Duration.ofHours(24);
  private static final Duration ERASE_AFTER = Duration.ofHours(24);

  /** Longer than one topic's records are handled after another's of the same time. */
  private static final Duration ERASE_SOON_AFTER = Duration.ofMinutes(5);

  /** Longer than an authorization may take. */
  private static final Duration ERASE_TOKENLESS_AFTER = Duration.ofHours(2);

  private static final Duration ERASE_AFTER_EXPIRY = Duration.ofHours(1);
  private static final Duration ERASE_AT_LATEST = Duration.ofDays(30);

  private final AuthorizationRules authorizations = new AuthorizationRules();

  void requested(Transition t, RevokeRequested input) {
    boolean underWay = !t.grant().authorizations().isEmpty();
    Instant notAfter = input.requestedAt().plus(CLOCKS_DIFFER_BY);
    boolean laterOnesGoOn = authorizations.cancelStartedBefore(t, notAfter, input.requestedBy());
    Credential credential = t.grant().credential();
    // By our own clock at the latest, so that a fast one does not refuse what comes after.
    Instant at = input.requestedAt().isBefore(t.now()) ? input.requestedAt() : t.now();
    if (credential.tokens().filter(tokens -> isOlder(input, tokens)).isPresent()) {
      audit(t, input, "revocation_out_of_date");
    } else if (credential.tokens().isPresent()) {
      revoke(t, credential, credential.tokens().get(), input, at);
    } else if (credential instanceof Revoked revoked) {
      revokeAgain(t, revoked, input, at);
    } else if (underWay && !laterOnesGoOn) {
      // There is no token yet, but what was started before may still be on its way here.
      long generation = Math.max(t.grant().lastGeneration(), t.now().toEpochMilli());
      Instant eraseAt = input.erase() ? eraseSoon(t) : t.now().plus(ERASE_TOKENLESS_AFTER);
      TokenVersion started = new TokenVersion(generation, 1);
      t.publish(
          started.isNewerThan(t.grant().version()) ? started : t.grant().version().next(),
          new Revoked(at, input.reason(), eraseAt, 0, ""));
      audit(t, input, "grant_revoked");
    } else {
      audit(t, input, "nothing_to_revoke");
    }
    t.describeTo(input.correlationId());
  }

  /** A record that was delivered once more does not end what a person started since. */
  private static boolean isOlder(RevokeRequested input, Tokens tokens) {
    return input.requestedAt().plus(CLOCKS_DIFFER_BY).isBefore(tokens.authorizedAt());
  }

  private static void revoke(
      Transition t, Credential credential, Tokens tokens, RevokeRequested input, Instant at) {
    addAll(
        t,
        tokens,
        t.grant().version().generation(),
        credential instanceof Active active ? active.attemptInFlight() : Optional.empty());
    t.publish(
        t.grant().version().next(),
        new Revoked(
            at,
            input.reason(),
            input.erase() ? eraseSoon(t) : eraseAt(t.now(), tokens),
            tokens.connectorRevision(),
            tokens.endpointOrigin()));
    audit(t, input, "grant_revoked");
  }

  private static void revokeAgain(
      Transition t, Revoked revoked, RevokeRequested input, Instant at) {
    Instant eraseSoon = eraseSoon(t);
    Instant eraseAt =
        input.erase() && eraseSoon.isBefore(revoked.eraseAt()) ? eraseSoon : revoked.eraseAt();
    Revoked next =
        new Revoked(
            at.isAfter(revoked.at()) ? at : revoked.at(),
            revoked.reason(),
            eraseAt,
            revoked.connectorRevision(),
            revoked.endpointOrigin());
    if (next.at().isAfter(revoked.at())) {
      // What runners see of it changes, so it is a version of its own.
      t.publish(t.grant().version().next(), next);
    } else {
      t.become(next);
    }
    audit(t, input, "grant_revoked_again");
  }

  private static void audit(Transition t, RevokeRequested input, String action) {
    t.audit(
        AuditEntry.of(action)
            .by(input.requestedBy())
            .because(input.reason())
            .with("erase", input.erase()));
  }

  boolean ended(Transition t, CallResult result) {
    List<Revocation> next = new ArrayList<>();
    boolean taken = false;
    for (Revocation revocation : t.grant().revocations()) {
      if (revocation.awaitedRefresh().filter(result.attemptId()::equals).isPresent()) {
        taken = true;
        t.audit(AuditEntry.of("refresh_of_revoked_ended").attempt(result.attemptId()));
        if (result instanceof CallUnknown
            && revocation.generation() == t.grant().version().generation()) {
          t.become(t.grant().withUnknownAttempt(result.attemptId()));
        }
        next.add(
            revocation.released(newerRefreshToken(result), t.now(), t.now().plus(GIVE_UP_AFTER)));
      } else if (revocation.call().awaits(result.attemptId())) {
        taken = true;
        afterCall(t, revocation, result).ifPresent(next::add);
      } else {
        next.add(revocation);
      }
    }
    t.become(t.grant().withRevocations(next));
    return taken;
  }

  void resultUnreadable(Transition t) {
    t.become(
        t.grant()
            .withRevocations(
                t.grant().revocations().stream()
                    .map(revocation -> resultUnreadable(t, revocation))
                    .toList()));
  }

  private static Revocation resultUnreadable(Transition t, Revocation revocation) {
    if (revocation.awaitedRefresh().isPresent()) {
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
    eraseWhenDue(t);
  }

  /** A newer generation was published: the older one's tokens are of no more use. */
  static void superseded(Transition t, Credential before, TokenVersion version) {
    before
        .tokens()
        .ifPresent(
            tokens ->
                addAll(
                    t,
                    tokens,
                    version.generation(),
                    before instanceof Active active ? active.attemptInFlight() : Optional.empty()));
  }

  /** The refresh tokens in reserve are good too, so each is revoked. */
  private static void addAll(
      Transition t, Tokens tokens, long generation, Optional<String> awaitedRefresh) {
    List<Secret> refreshTokens = tokens.refreshTokens();
    for (Secret alternate :
        refreshTokens.subList(Math.min(1, refreshTokens.size()), refreshTokens.size())) {
      add(t, tokens, alternate, true, generation, Optional.empty());
    }
    add(t, tokens, generation, awaitedRefresh);
  }

  /** Remembers tokens that have to be revoked at the provider, where the provider can do that. */
  static void add(Transition t, Tokens tokens, long generation, Optional<String> awaitedRefresh) {
    Optional<Secret> refreshToken = tokens.refreshToken();
    add(
        t,
        tokens,
        refreshToken.orElse(tokens.accessToken()),
        refreshToken.isPresent(),
        generation,
        awaitedRefresh);
  }

  private static void add(
      Transition t,
      Tokens tokens,
      Secret token,
      boolean isRefreshToken,
      long generation,
      Optional<String> awaitedRefresh) {
    Optional<String> obstacle = obstacle(t, token, generation);
    if (obstacle.isPresent()) {
      t.audit(AuditEntry.of("not_revoked_at_provider").because(obstacle.get()));
      return;
    }
    Revocation revocation =
        new Revocation(
            token,
            isRefreshToken,
            generation,
            tokens.connectorRevision(),
            tokens.endpointOrigin(),
            new CallSlot.Scheduled(t.now()),
            awaitedRefresh,
            0,
            t.now()
                .plus(awaitedRefresh.isPresent() ? CallSlot.InFlight.LOST_AFTER : GIVE_UP_AFTER));
    List<Revocation> next = new ArrayList<>(t.grant().revocations());
    if (next.size() >= Grant.MAX_REVOCATIONS) {
      next.remove(0);
      t.audit(AuditEntry.of("revocation_given_up").because("too many at once"));
    }
    next.add(revocation);
    t.become(t.grant().withRevocations(next));
  }

  private static Optional<String> obstacle(Transition t, Secret token, long generation) {
    if (!t.policy().revocation().possible()) {
      return Optional.of("no revocation endpoint");
    }
    if (wouldRevokeNewer(t, generation)) {
      return Optional.of(NEWER_EXISTS);
    }
    // Some providers give the same token again.
    return t.grant().version().generation() > generation && isInUse(t, token)
        ? Optional.of("the grant uses the same token")
        : Optional.empty();
  }

  private static boolean isInUse(Transition t, Secret token) {
    return t.grant().credential().tokens().filter(tokens -> tokens.hold(token)).isPresent();
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
            revoked.connectorRevision(),
            revoked.endpointOrigin());
    add(t, tokens, t.grant().version().generation(), Optional.empty());
  }

  private static boolean wouldRevokeNewer(Transition t, long generation) {
    return t.policy().revocation().wholeGrant()
        && t.grant().credential().tokens().isPresent()
        && t.grant().version().generation() != generation;
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
    Optional<String> obstacle = obstacle(t, revocation.token(), revocation.generation());
    if (obstacle.isPresent()) {
      t.audit(AuditEntry.of("not_revoked_at_provider").because(obstacle.get()));
      return Optional.empty();
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
    return revocation.failedUntil(
        t.now().plus(BackOff.whileTransient(revocation.failures(), t.fraction(), retryAfter)));
  }

  private static Optional<Secret> newerRefreshToken(CallResult result) {
    return result instanceof CallSucceeded success
        ? success.response().flatMap(TokenResponse::refreshToken)
        : Optional.empty();
  }

  private static void eraseWhenDue(Transition t) {
    if (t.grant().credential() instanceof Revoked revoked && !revoked.eraseAt().isAfter(t.now())) {
      t.effect(new Effect.Retract());
      t.audit(AuditEntry.of("grant_erased"));
      t.become(new Credential.Absent());
      Authorizations.forgetOutOfReach(t);
    }
  }

  /** As soon as nobody can open or finish what was started before. */
  private static Instant eraseSoon(Transition t) {
    Instant outOfReach =
        t.grant().authorizations().stream()
            .filter(Consumed.class::isInstance)
            .map(Consumed.class::cast)
            .map(consumed -> consumed.outcome().completedAt().plus(Authorizations.REACHABLE))
            .max(Instant::compareTo)
            .orElse(t.now());
    Instant soonest = t.now().plus(ERASE_SOON_AFTER);
    return outOfReach.isAfter(soonest) ? outOfReach : soonest;
  }

  private static Instant eraseAt(Instant now, Tokens tokens) {
    Instant afterExpiry = tokens.expiresAt().plus(ERASE_AFTER_EXPIRY);
    Instant earliest = now.plus(ERASE_AFTER);
    Instant latest = now.plus(ERASE_AT_LATEST);
    Instant wanted = afterExpiry.isAfter(earliest) ? afterExpiry : earliest;
    return wanted.isAfter(latest) ? latest : wanted;
  }
}
