// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Credential.Active;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * What speaks against revoking a token at the provider: that a grant which is to be kept, or comes
 * into being, would go with it.
 */
final class RevocationObstacles {
  static final String SAME_TOKEN = "the grant uses the same token";
  static final String SAME_REFRESH_TOKEN = "the grant uses the same refresh token";
  private static final String NEWER_EXISTS = "a newer grant would be revoked";
  private static final String OTHER_EXISTS = "another grant of the account would be revoked";

  /** It is sent within the time that its request is good for, and answered within a minute. */
  private static final Duration ENDED_BY_ITSELF_AFTER =
      RefreshTiming.REQUEST_GOOD_FOR.plusMinutes(2);

  private RevocationObstacles() {}

  /** With an access token a provider may revoke its refresh token (RFC 7009, 2.1). */
  static Optional<String> ofAccessToken(
      Transition t, Revocable revocable, Tokens tokens, long generation) {
    return !revocable.isRefreshToken()
            && tokens.refreshTokens().stream()
                .anyMatch(token -> isUsedByAnother(t, token, generation))
        ? Optional.of(SAME_REFRESH_TOKEN)
        : Optional.empty();
  }

  /** Why a token of a generation is not to be revoked; empty if nothing speaks against it. */
  static Optional<String> of(
      Transition t, Secret token, long generation, Optional<String> subject) {
    if (!t.policy().revocation().possible()) {
      return Optional.of("no revocation endpoint");
    }
    if (wouldRevokeAnother(t, generation, subject)) {
      return Optional.of(
          t.grant().version().generation() > generation ? NEWER_EXISTS : OTHER_EXISTS);
    }
    // Some providers give the same token again.
    return isUsedByAnother(t, token, generation) ? Optional.of(SAME_TOKEN) : Optional.empty();
  }

  /** By the grant in force, or by one that is held back and may come into force. */
  static boolean isUsedByAnother(Transition t, Secret token, long generation) {
    boolean inForce =
        t.grant().version().generation() != generation
            && t.grant().credential().tokens().filter(tokens -> tokens.hold(token)).isPresent();
    return inForce
        || ConfirmationRules.heldBack(t).stream()
            .anyMatch(
                other -> other.started().generation() != generation && other.tokens().hold(token));
  }

  /** Whether a grant that is to be kept would go with it: one that may be of the same account. */
  private static boolean wouldRevokeAnother(
      Transition t, long generation, Optional<String> subject) {
    if (!t.policy().revocation().wholeGrant()) {
      return false;
    }
    boolean inForce =
        t.grant().credential() instanceof Active active
            && t.grant().version().generation() != generation
            && mayBeTheSame(subject, active.current().subject());
    return inForce
        || ConfirmationRules.heldBack(t).stream()
            .anyMatch(
                other ->
                    other.started().generation() != generation
                        && mayBeTheSame(subject, other.tokens().subject()));
  }

  /**
   * Whether first tokens of another generation are asked for right now, which may be of the same
   * account: the provider may have issued them already, and would take them back with these. When
   * their reply is here it is known whether they would. Those of a revoked grant go anyway.
   */
  static boolean mightRevokeWhatIsBeingIssued(Transition t, long generation) {
    return t.policy().revocation().wholeGrant()
        && t.grant().authorizations().stream()
            .anyMatch(
                one ->
                    one instanceof Authorization.Requesting requesting
                        && requesting.isCalling()
                        && !requesting.cancelled()
                        && requesting.started().generation() != generation);
  }

  /**
   * Whether a revocation is at the provider right now that may take tokens with it which are issued
   * meanwhile. Whose they will be is known only when they are here.
   */
  static boolean mightTakeBackWhatIsIssued(Transition t) {
    return t.policy().revocation().wholeGrant()
        && t.grant().revocations().stream()
            .anyMatch(
                one ->
                    one.call() instanceof CallSlot.InFlight out
                        && t.now().isBefore(out.requestedAt().plus(ENDED_BY_ITSELF_AFTER)));
  }

  private static boolean mayBeTheSame(Optional<String> one, Optional<String> other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }
}
