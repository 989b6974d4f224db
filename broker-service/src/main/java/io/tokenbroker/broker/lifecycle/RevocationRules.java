// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Consumed;
import io.tokenbroker.broker.lifecycle.Authorization.HeldBack;
import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.broker.lifecycle.Credential.Revoked;
import io.tokenbroker.broker.lifecycle.Input.RevokeRequested;
import io.tokenbroker.key.TokenVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Revocation: at once for the runners, and it wins over anything in flight; later the grant is
 * erased.
 */
final class RevocationRules {
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
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
    List<HeldBack> heldBack = ConfirmationRules.startedUntil(t, notAfter);
    boolean laterOnesGoOn = authorizations.cancelStartedBefore(t, notAfter, input.requestedBy());
    Credential credential = t.grant().credential();
    // By our own clock at the latest, so that a fast one does not refuse what comes after.
    Instant at = t.notAfterNow(input.requestedAt());
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
    // The grant comes first: with it these may be gone, and it is not in their way any more.
    heldBack.forEach(one -> ConfirmationRules.revokeAtProvider(t, one));
    t.describeTo(input.correlationId());
  }

  /** A record that was delivered once more does not end what a person started since. */
  private static boolean isOlder(RevokeRequested input, Tokens tokens) {
    return input.requestedAt().plus(CLOCKS_DIFFER_BY).isBefore(tokens.authorizedAt());
  }

  private static void revoke(
      Transition t, Credential credential, Tokens tokens, RevokeRequested input, Instant at) {
    ProviderRevocations.add(
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

  void eraseWhenDue(Transition t) {
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
