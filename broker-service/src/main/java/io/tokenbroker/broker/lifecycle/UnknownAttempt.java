// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A refresh that ended without anybody knowing what the provider did. What its late reply means
 * depends on which refresh token it used, and must not depend on anybody's clock.
 *
 * @param attemptId names the attempt
 * @param requestedAt when it was requested, by our own clock
 * @param refreshToken what it used; empty where it used none or nobody remembers
 */
public record UnknownAttempt(
    String attemptId, Optional<Instant> requestedAt, Optional<Secret> refreshToken) {

  /** When the call was sent, between its request and now. */
  Instant sentAt(Instant byCallersClock, Instant now) {
    Instant notBefore = requestedAt.filter(byCallersClock::isBefore).orElse(byCallersClock);
    return notBefore.isAfter(now) ? now : notBefore;
  }

  /** Whether it used the refresh token that is used next. */
  boolean usedThatOf(Tokens tokens) {
    return refreshToken.isPresent() && refreshToken.equals(tokens.refreshToken());
  }
}
