// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Renewal.ByRefreshToken;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That a refresh token is never in two token requests at once: a provider may take the second for
 * theft and end the grant (RFC 9700, 4.14.2). A refresh waits for an import's call with its refresh
 * token. An import is refused what the grant has, also where the grant came to have it later.
 */
final class RefreshTokenUse {
  static final String IN_USE = "refresh_token_in_use";

  /** The end of that call wakes it; this is for a call whose end nobody hears of. */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofHours(1);

  private RefreshTokenUse() {}

  /** Whether an import of this refresh token would be a second use. */
  static boolean isTaken(Transition t, Secret refreshToken) {
    return isKept(t, refreshToken)
        || t.grant().authorizations().stream().anyMatch(one -> asksWith(one, refreshToken));
  }

  /** Whether an import that is still wanted has it out. */
  static boolean isBeingImported(Transition t, Secret refreshToken) {
    return t.grant().authorizations().stream()
        .anyMatch(
            one ->
                one instanceof Requesting importing
                    && asksWith(importing, refreshToken)
                    && importing.call() instanceof CallSlot.InFlight
                    && !importing.cancelled());
  }

  /** Whether the grant in force has it. */
  static boolean isOfTheGrant(Transition t, Secret refreshToken) {
    return t.grant().credential() instanceof Active active && active.current().hold(refreshToken);
  }

  /** Whether the grant in force has it, or it is still to be revoked or awaited. */
  private static boolean isKept(Transition t, Secret refreshToken) {
    return isOfTheGrant(t, refreshToken)
        || t.grant().revocations().stream()
            .anyMatch(revocation -> revocation.token().equals(refreshToken));
  }

  private static boolean asksWith(Authorization one, Secret refreshToken) {
    return one instanceof Requesting asked
        && of(asked.request()).filter(refreshToken::equals).isPresent();
  }

  /** The refresh token that a request is made with, if it is made with one. */
  static Optional<Secret> of(Effect.TokenRequest request) {
    return request instanceof Effect.Refresh refresh
        ? Optional.of(refresh.refreshToken())
        : Optional.empty();
  }

  /**
   * Ends the imports between two tries whose next try would use a refresh token up for nothing: a
   * late reply of another import of it has made it the grant's, or a newer grant is in force.
   */
  static void endImportsInVain(Transition t) {
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Requesting requesting
          && requesting.request() instanceof Effect.Refresh refresh
          && !(requesting.call() instanceof CallSlot.InFlight)) {
        inVain(t, requesting.started(), refresh)
            .ifPresent(
                reason ->
                    TokenRequestRules.conclude(t, requesting, Authorizations.failed(t, reason)));
      }
    }
  }

  private static Optional<String> inVain(Transition t, Started started, Effect.Refresh refresh) {
    return FirstTokens.isSuperseded(t, started)
        ? Optional.of("superseded")
        : isKept(t, refresh.refreshToken()) ? Optional.of(IN_USE) : Optional.empty();
  }

  /**
   * A call of another generation had this refresh token out, and has ended. Where the grant in
   * force has it too, what came instead of it is the grant's: it would be lost without.
   *
   * @param newer what came; empty where it stays as it is
   * @return whether the grant in force has it
   */
  static boolean isFollowed(Transition t, Secret used, Optional<Secret> newer, String origin) {
    Optional<Active> sharing = sharing(t, used, origin);
    sharing.ifPresent(
        active ->
            newer
                .filter(token -> !token.equals(used))
                .ifPresent(token -> t.become(active.with(follow(t, active, used, token)))));
    return sharing.isPresent();
  }

  private static Optional<Active> sharing(Transition t, Secret refreshToken, String origin) {
    return t.grant().credential() instanceof Active active
            && active.current().refreshTokens().contains(refreshToken)
            && active.current().endpointOrigin().equals(origin)
        ? Optional.of(active)
        : Optional.empty();
  }

  private static Tokens follow(Transition t, Active active, Secret used, Secret newer) {
    Tokens current = active.current();
    ByRefreshToken kept = current.byRefreshToken().orElseThrow();
    boolean isSpent = !(t.policy().refresh().replay() instanceof RefreshReplay.Safe);
    if (!kept.refreshToken().equals(used)) {
      return current.withRenewal((isSpent ? kept.without(used) : kept).withAlternate(newer));
    }
    if (active.attemptInFlight().isPresent()) {
      return current.withAlternate(newer);
    }
    return current.withRenewal(isSpent ? kept.withFirst(newer) : kept.behind(newer));
  }

  /**
   * Likewise where nobody knows what became of that call: for the grant in force that is as if it
   * were its own.
   *
   * @return whether the grant in force has the refresh token, and uses it next
   */
  static boolean isUnknownForTheGrant(
      Transition t, String attemptId, Instant requestedAt, Secret used, String origin) {
    Optional<Active> sharing =
        sharing(t, used, origin)
            .filter(active -> active.attemptInFlight().isEmpty())
            .filter(active -> active.current().refreshToken().filter(used::equals).isPresent());
    sharing.ifPresent(active -> new UnknownRefreshes().became(t, active, attemptId, requestedAt));
    return sharing.isPresent();
  }

  /** Whether the call that a refresh waits for has ended. */
  static boolean waitsInVain(Transition t, Active active) {
    return active.trouble().waitsForRefreshToken()
        && active.refresh() instanceof CallSlot.Scheduled
        && active.current().refreshToken().filter(token -> isOut(t, token)).isEmpty();
  }

  /** Whether a call that uses it is out: an import's, or a refresh of an earlier generation. */
  static boolean isOut(Transition t, Secret refreshToken) {
    return t.grant().authorizations().stream()
            .anyMatch(
                one ->
                    asksWith(one, refreshToken)
                        && ((Requesting) one).call() instanceof CallSlot.InFlight)
        || t.grant().revocations().stream()
            .anyMatch(one -> one.awaitedRefresh().isPresent() && one.token().equals(refreshToken));
  }

  /**
   * The refresh waits for that call, and goes on with what the grant has then. Like the call itself
   * once it is overdue, it says so every hour.
   */
  static void makeWait(Transition t, Active active) {
    t.audit(AuditEntry.of("refresh_waits").because("a call with its refresh token is out"));
    t.become(
        active.tryAgain(
            t.now().plus(LOOK_AGAIN_AFTER), active.trouble().waitingForRefreshToken(t.now())));
  }
}
