// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

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
  private static final Duration GIVE_UP_AFTER = Duration.ofHours(24);
  private static final Duration ERASE_AFTER = Duration.ofHours(24);

  /** Longer than an authorization may take. */
  private static final Duration ERASE_TOKENLESS_AFTER = Duration.ofHours(2);

  private static final Duration ERASE_AFTER_EXPIRY = Duration.ofHours(1);
  private static final Duration ERASE_AT_LATEST = Duration.ofDays(30);

  private final AuthorizationRules authorizations = new AuthorizationRules();

  void requested(Transition t, RevokeRequested input) {
    boolean underWay = !t.grant().authorizations().isEmpty();
    authorizations.cancelAll(t, input.requestedBy());
    Credential credential = t.grant().credential();
    Optional<Tokens> tokens = credential.tokens();
    if (tokens.isPresent()) {
      Optional<String> refreshInFlight =
          credential instanceof Active active
                  && active.refresh() instanceof CallSlot.InFlight inFlight
              ? Optional.of(inFlight.attemptId())
              : Optional.empty();
      addAll(t, tokens.get(), refreshInFlight);
      Instant at = input.requestedAt().isBefore(t.now()) ? input.requestedAt() : t.now();
      t.publish(
          t.grant().version().next(),
          new Revoked(
              at,
              input.reason(),
              eraseAt(t.now(), tokens.get()),
              tokens.get().connectorRevision(),
              tokens.get().endpointOrigin()));
      t.audit("grant_revoked", input.requestedBy(), Optional.of(input.reason()));
    } else if (credential instanceof Credential.Absent && underWay) {
      // There is no token yet, but what was started before may still be on its way here.
      Instant at = input.requestedAt().isBefore(t.now()) ? input.requestedAt() : t.now();
      long generation = Math.max(t.grant().lastGeneration(), t.now().toEpochMilli());
      t.publish(
          new TokenVersion(generation, 1),
          new Revoked(at, input.reason(), t.now().plus(ERASE_TOKENLESS_AFTER), 0, ""));
      t.audit("grant_revoked", input.requestedBy(), Optional.of(input.reason()));
    } else if (credential instanceof Revoked revoked && input.requestedAt().isAfter(revoked.at())) {
      Instant at = input.requestedAt().isBefore(t.now()) ? input.requestedAt() : t.now();
      // What runners see of it changes, so it is a version of its own.
      t.publish(
          t.grant().version().next(),
          new Revoked(
              at,
              revoked.reason(),
              revoked.eraseAt(),
              revoked.connectorRevision(),
              revoked.endpointOrigin()));
    }
    t.describeTo(input.correlationId());
  }

  boolean ended(Transition t, CallResult result) {
    List<Revocation> next = new ArrayList<>();
    boolean taken = false;
    for (Revocation revocation : t.grant().revocations()) {
      if (revocation.awaitedRefresh().filter(result.attemptId()::equals).isPresent()) {
        taken = true;
        if (result instanceof CallUnknown) {
          t.become(t.grant().withUnknownAttempt(result.attemptId()));
        }
        next.add(revocation.released(newerRefreshToken(result), t.now()));
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
      return revocation.released(Optional.empty(), t.now());
    }
    return revocation.call() instanceof CallSlot.InFlight
        ? again(t, revocation, Optional.empty())
        : revocation;
  }

  void startWhatIsDue(Transition t) {
    List<Revocation> next = new ArrayList<>();
    for (Revocation revocation : t.grant().revocations()) {
      if (revocation.nextLook().isAfter(t.now())) {
        next.add(revocation);
      } else {
        lookAt(t, revocation).ifPresent(next::add);
      }
    }
    t.become(t.grant().withRevocations(next));
    eraseWhenDue(t);
  }

  /** The refresh tokens in reserve are good too, so each is revoked. */
  private static void addAll(Transition t, Tokens tokens, Optional<String> awaitedRefresh) {
    long generation = t.grant().version().generation();
    for (Secret alternate : tokens.alternates()) {
      Tokens inReserve = tokens.withRefreshTokens(Optional.of(alternate), List.of());
      add(t, inReserve, generation, Optional.empty());
    }
    add(t, tokens, generation, awaitedRefresh);
  }

  /** Remembers a token that has to be revoked at the provider, where the provider can do that. */
  static void add(Transition t, Tokens tokens, long generation, Optional<String> awaitedRefresh) {
    boolean wouldRevokeNewer = wouldRevokeNewer(t, generation);
    if (!t.policy().revocable() || wouldRevokeNewer) {
      t.audit(
          "not_revoked_at_provider",
          Transition.BROKER,
          Optional.of(wouldRevokeNewer ? NEWER_EXISTS : "no revocation endpoint"));
      return;
    }
    Secret token = tokens.refreshToken().orElse(tokens.accessToken());
    Revocation revocation =
        new Revocation(
            token,
            tokens.refreshToken().isPresent(),
            generation,
            tokens.connectorRevision(),
            tokens.endpointOrigin(),
            new CallSlot.Scheduled(t.now()),
            awaitedRefresh,
            0,
            t.now().plus(GIVE_UP_AFTER));
    List<Revocation> next = new ArrayList<>(t.grant().revocations());
    if (next.size() >= Grant.MAX_REVOCATIONS) {
      next.remove(0);
      t.audit("revocation_given_up", Transition.BROKER, Optional.of("too many at once"));
    }
    next.add(revocation);
    t.become(t.grant().withRevocations(next));
  }

  /** A refresh of a revoked grant turned out to have succeeded: its tokens are revoked too. */
  static void addLate(Transition t, Revoked revoked, TokenResponse response) {
    Tokens tokens =
        new Tokens(
            response.accessToken(),
            response.tokenType(),
            List.of(),
            t.now(),
            t.now(),
            response.refreshToken(),
            List.of(),
            Optional.empty(),
            Map.of(),
            revoked.connectorRevision(),
            revoked.endpointOrigin());
    add(t, tokens, t.grant().version().generation(), Optional.empty());
  }

  /** Where a revocation takes all of the person's tokens along, older ones must stop now. */
  static void newGenerationExists(Transition t) {
    if (!t.policy().revokesWholeGrant()) {
      return;
    }
    List<Revocation> kept =
        t.grant().revocations().stream()
            .filter(revocation -> revocation.call() instanceof CallSlot.InFlight)
            .toList();
    if (kept.size() < t.grant().revocations().size()) {
      t.audit("not_revoked_at_provider", Transition.BROKER, Optional.of(NEWER_EXISTS));
    }
    t.become(t.grant().withRevocations(kept));
  }

  private static boolean wouldRevokeNewer(Transition t, long generation) {
    return t.policy().revokesWholeGrant()
        && t.grant().credential().tokens().isPresent()
        && t.grant().version().generation() > generation;
  }

  private Optional<Revocation> lookAt(Transition t, Revocation revocation) {
    if (!t.now().isBefore(revocation.giveUpAt())) {
      t.audit("revocation_given_up", Transition.BROKER, Optional.of("tried for a day"));
      return Optional.empty();
    }
    if (revocation.call() instanceof CallSlot.InFlight call) {
      return Optional.of(
          t.overdue(call)
              .map(revocation::withCall)
              .orElseGet(() -> again(t, revocation, Optional.empty())));
    }
    if (wouldRevokeNewer(t, revocation.generation())) {
      t.audit("not_revoked_at_provider", Transition.BROKER, Optional.of(NEWER_EXISTS));
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
    Optional<String> attempt = Optional.of(result.attemptId());
    if (result instanceof CallSucceeded) {
      t.audit(
          "revoked_at_provider", Transition.BROKER, Optional.empty(), Optional.empty(), attempt);
      return Optional.empty();
    }
    if (result instanceof CallFailed failure && failure.failureClass() != FailureClass.TRANSIENT) {
      t.audit(
          "revocation_refused",
          Transition.BROKER,
          Optional.of(failure.error()),
          Optional.empty(),
          attempt);
      return Optional.empty();
    }
    // Revoking is repeatable, so an unknown outcome is no worse than a failure.
    Optional<Duration> retryAfter =
        result instanceof CallFailed failure
            ? failure.retryAfter()
            : result instanceof CallNotSent notSent ? notSent.retryAfter() : Optional.empty();
    return Optional.of(again(t, revocation, retryAfter));
  }

  private static Revocation again(
      Transition t, Revocation revocation, Optional<Duration> retryAfter) {
    return revocation.failedUntil(
        t.now()
            .plus(RefreshTiming.transientDelay(revocation.failures(), t.fraction(), retryAfter)));
  }

  private static Optional<Secret> newerRefreshToken(CallResult result) {
    return result instanceof CallSucceeded success
        ? success.response().flatMap(TokenResponse::refreshToken)
        : Optional.empty();
  }

  private static void eraseWhenDue(Transition t) {
    if (t.grant().credential() instanceof Revoked revoked && !revoked.eraseAt().isAfter(t.now())) {
      t.effect(new Effect.Retract());
      t.audit("grant_erased", Transition.BROKER, Optional.empty());
      t.become(new Credential.Absent());
    }
  }

  private static Instant eraseAt(Instant now, Tokens tokens) {
    Instant afterExpiry = tokens.expiresAt().plus(ERASE_AFTER_EXPIRY);
    Instant earliest = now.plus(ERASE_AFTER);
    Instant latest = now.plus(ERASE_AT_LATEST);
    Instant wanted = afterExpiry.isAfter(earliest) ? afterExpiry : earliest;
    return wanted.isAfter(latest) ? latest : wanted;
  }
}
