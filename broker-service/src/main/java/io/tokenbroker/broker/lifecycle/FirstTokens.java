// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.Authorization.Unanswered;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Input.CallSucceeded;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the arrival of a grant's first tokens means: they are the grant, unless something speaks
 * against it.
 */
final class FirstTokens {
  private FirstTokens() {}

  /** The grant's first tokens are here: they are the grant, unless something speaks against it. */
  static void issue(Transition t, Requesting requesting, Tokens issued, String attemptId) {
    Started started = requesting.started();
    Optional<String> refusal =
        requesting.cancelled()
            ? Optional.of("revoked")
            : refusal(t, started, issued, mayReplace(t, started, requesting.request()));
    if (refusal.isPresent()) {
      drop(t, requesting, issued, refusal.get());
      if (isOutOnceMore(requesting)) {
        // Its outcome would let another import use the refresh token beside that call.
        Trouble refused = requesting.trouble().spent(t.now()).telling(refusal.get());
        Authorizations.put(t, requesting.with(refused));
      } else {
        TokenRequestRules.conclude(t, requesting, Authorizations.failed(t, refusal.get()));
      }
      return;
    }
    if (started.confirmationHash().isPresent()) {
      ConfirmationRules.holdBack(t, requesting, issued, attemptId);
      return;
    }
    Outcome succeeded =
        publish(
            t, started, issued, Optional.of(attemptId), RefreshTokenUse.of(requesting.request()));
    keepCountingOn(t, requesting, attemptId);
    TokenRequestRules.conclude(t, requesting, succeeded);
  }

  /** Whether another call with the same imported refresh token is in flight. */
  private static boolean isOutOnceMore(Requesting requesting) {
    return requesting.request() instanceof Effect.Refresh
        && requesting.call() instanceof CallSlot.InFlight;
  }

  /** These tokens are the grant from here on; tells the outcome. */
  static Outcome publish(Transition t, Started started, Tokens fresh, Optional<String> attemptId) {
    return publish(t, started, fresh, attemptId, Optional.empty());
  }

  /**
   * Likewise.
   *
   * @param used the refresh token that brought them
   */
  private static Outcome publish(
      Transition t,
      Started started,
      Tokens fresh,
      Optional<String> attemptId,
      Optional<Secret> used) {
    Credential before = t.grant().credential();
    List<UnknownAttempt> unknown = t.grant().unknownAttempts();
    Optional<Tokens> old =
        before.tokens().filter(one -> one.endpointOrigin().equals(fresh.endpointOrigin()));
    Tokens renewed = attemptId.isPresent() ? keepingWhatStillRenews(before, fresh) : fresh;
    Optional<Tokens> kin =
        old.filter(
            one ->
                isOneOf(one, used)
                    || isOneOf(one, renewed.refreshToken())
                    || unknown.stream().anyMatch(known -> isOf(known, attemptId)));
    Tokens issued = kin.map(one -> keepingTheReserve(one, renewed, used)).orElse(renewed);
    TokenVersion versionBefore = t.grant().version();
    TokenVersion version = new TokenVersion(started.generation(), 1);
    t.publish(version, Issuing.active(t, issued, Ending.none()));
    UnknownRefreshes.goOnCounting(
        t,
        started.id(),
        unknown.stream().filter(one -> old.isPresent() && !isOf(one, attemptId)).toList(),
        used);
    ProviderRevocations.superseded(t, before, versionBefore, kin.isPresent(), used);
    ConfirmationRules.endSuperseded(t, started.generation());
    AuditEntry entry =
        AuditEntry.of("token_issued").by(started.initiatedBy()).authorization(started.id());
    t.audit(attemptId.map(entry::attempt).orElse(entry));
    return new Outcome.Succeeded(
        version,
        issued.scopes(),
        issued.expiresAt(),
        issued.subject(),
        issued.attributes(),
        t.now());
  }

  /**
   * Some providers give a refresh token with the first consent only: the one that is there goes on
   * renewing the same account's grant.
   */
  private static Tokens keepingWhatStillRenews(Credential before, Tokens issued) {
    boolean renews =
        issued.renewal() instanceof Renewal.None
            && issued.subject().isPresent()
            && before instanceof Active active
            && !(active.trouble() instanceof Trouble.Spent)
            && !active.trouble().outcomeUnknown()
            && active.current().connectorRevision() == issued.connectorRevision()
            && active.current().byRefreshToken().isPresent()
            && active.current().subject().equals(issued.subject())
            && active.current().endpointOrigin().equals(issued.endpointOrigin());
    return renews
        ? issued.withRenewal(before.tokens().map(Tokens::renewal).orElse(issued.renewal()))
        : issued;
  }

  private static boolean isOneOf(Tokens tokens, Optional<Secret> refreshToken) {
    return refreshToken.filter(tokens.refreshTokens()::contains).isPresent();
  }

  private static boolean isOf(UnknownAttempt one, Optional<String> attemptId) {
    return attemptId.filter(one.attemptId()::equals).isPresent();
  }

  /**
   * These came of a refresh token that was there, or of the one that what was there came of, or
   * bring it again: what was in reserve is of the same kin, and stays there.
   */
  private static Tokens keepingTheReserve(Tokens before, Tokens issued, Optional<Secret> used) {
    Tokens both = issued;
    for (Secret other : before.refreshTokens()) {
      both = used.filter(other::equals).isPresent() ? both : both.withAlternate(other);
    }
    return both;
  }

  /**
   * Further calls with the same secret may succeed as well. One that is in flight is the grant's
   * refresh from here on, so that no second one is made beside it.
   */
  private static void keepCountingOn(Transition t, Requesting requesting, String attemptId) {
    requesting.unknownAttempts().stream()
        .filter(other -> !other.equals(attemptId))
        .forEach(other -> UnknownRefreshes.counts(t, other, requesting.request()));
    if (requesting.call() instanceof CallSlot.InFlight poll
        && !poll.awaits(attemptId)
        && !(requesting.request() instanceof Effect.Refresh)
        && !(requesting.request() instanceof Effect.ClientCredentials)) {
      // It is no refresh: a device code is used up, a subject token is not the grant's.
      UnknownRefreshes.counts(t, poll.attemptId(), requesting.request());
    } else if (requesting.call() instanceof CallSlot.InFlight call
        && !call.awaits(attemptId)
        && t.grant().credential() instanceof Active active) {
      Tokens both = behindTheOneInFlight(requesting, active.current());
      // The reply that came has spent the refresh token that is in flight once more.
      boolean isSpent = requesting.trouble().outcomeUnknown() && both.refreshTokens().size() > 1;
      t.become(
          new Active(
              both,
              call,
              isSpent ? requesting.trouble().spent(t.now()) : active.trouble(),
              active.ending()));
    }
  }

  /** The refresh token that is being sent comes first: the result decides what becomes of it. */
  private static Tokens behindTheOneInFlight(Requesting requesting, Tokens issued) {
    return requesting.request() instanceof Effect.Refresh sent
        ? issued
            .byRefreshToken()
            .map(next -> issued.withRenewal(next.behind(sent.refreshToken())))
            .orElse(issued)
        : issued;
  }

  /** What speaks against these tokens as things are now. */
  static Optional<String> refusal(Transition t, Started started, Tokens issued) {
    return refusal(t, started, issued, mayReplace(t, started));
  }

  private static Optional<String> refusal(
      Transition t, Started started, Tokens issued, boolean mayReplace) {
    if (isSuperseded(t, started)) {
      return Optional.of("superseded");
    }
    if (!mayReplace) {
      return Optional.of("grant_exists");
    }
    return isAnotherAccount(t, issued.subject())
        ? Optional.of("account_mismatch")
        : Optional.empty();
  }

  /** Whether the account is known and not the one that the grant belongs to. */
  static boolean isAnotherAccount(Transition t, Optional<String> subject) {
    Optional<String> known = t.grant().credential().tokens().flatMap(Tokens::subject);
    return !t.policy().accountChangeAllowed()
        && known.isPresent()
        && subject.isPresent()
        && !known.equals(subject);
  }

  /** Of two authorizations the later started wins, whichever is answered first. */
  static boolean isSuperseded(Transition t, Started started) {
    return started.generation() <= t.grant().version().generation();
  }

  /**
   * Tokens that nobody will use are revoked at the provider; those of an import only when its grant
   * was revoked: they were somebody's before.
   */
  private static void drop(Transition t, Requesting requesting, Tokens issued, String reason) {
    if (!isAnotherAccount(t, issued.subject())
        && RefreshTokenUse.of(requesting.request())
            .filter(
                used ->
                    RefreshTokenUse.isFollowed(
                        t, used, issued.refreshToken(), issued.endpointOrigin()))
            .isPresent()) {
      t.audit(
          AuditEntry.of("not_revoked_at_provider")
              .because(RevocationObstacles.SAME_TOKEN)
              .authorization(requesting.id()));
    } else if (requesting.request() instanceof Effect.Refresh && !reason.equals("revoked")) {
      t.audit(
          AuditEntry.of("not_revoked_at_provider")
              .because("the token was imported")
              .authorization(requesting.id()));
    } else {
      ProviderRevocations.add(t, issued, requesting.started().generation(), Optional.empty());
    }
  }

  private static boolean wasRevoked(Outcome outcome) {
    return outcome instanceof Outcome.Failed failure && failure.reason().equals("revoked");
  }

  private static boolean wasRevokedSince(Transition t, Started started) {
    return t.grant().credential() instanceof Credential.Revoked revoked
        && !started.startedAt().isAfter(revoked.at());
  }

  /** Whether it may take the place of what is there now. */
  private static boolean mayReplace(Transition t, Started started) {
    return started.replaces() || !(t.grant().credential() instanceof Active);
  }

  /** So may an import whose refresh token the grant has come to have: that renews it. */
  private static boolean mayReplace(Transition t, Started started, Effect.TokenRequest request) {
    return mayReplace(t, started)
        || (request instanceof Effect.Refresh imported
            && RefreshTokenUse.isOfTheGrant(t, imported.refreshToken()));
  }

  /**
   * The reply of an authorization that had ended without it. Its person was told to try again, so
   * what it brought is revoked; an imported grant is nobody's to try again, so it is taken if it is
   * still wanted.
   */
  static void lateSuccess(
      Transition t, Consumed consumed, CallSucceeded success, TokenResponse response) {
    Unanswered unanswered = consumed.unanswered().orElseThrow();
    t.audit(
        AuditEntry.of("late_success_of_authorization")
            .authorization(consumed.id())
            .attempt(success.attemptId()));
    Authorizations.put(
        t,
        new Consumed(consumed.id(), consumed.outcome(), unanswered.without(success.attemptId())));
    Instant sentAt = t.notAfterNow(success.sentAt());
    Tokens issued = Issuing.first(t, unanswered.started(), unanswered.request(), response, sentAt);
    boolean wanted =
        unanswered.request() instanceof Effect.Refresh
            && !wasRevoked(consumed.outcome())
            && !isSuperseded(t, unanswered.started())
            && mayReplace(t, unanswered.started(), unanswered.request())
            && !wasRevokedSince(t, unanswered.started())
            && !isAnotherAccount(t, issued.subject());
    if (wanted) {
      publish(
          t,
          unanswered.started(),
          issued,
          Optional.of(success.attemptId()),
          RefreshTokenUse.of(unanswered.request()));
    } else if (!new UnknownRefreshes().ended(t, success)) {
      ProviderRevocations.add(t, issued, unanswered.started().generation(), Optional.empty());
    }
  }
}
