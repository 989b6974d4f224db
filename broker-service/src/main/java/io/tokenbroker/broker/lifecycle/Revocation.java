// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A token that is still to be revoked at the provider (RFC 7009).
 *
 * @param token the token
 * @param isRefreshToken what {@code token_type_hint} says
 * @param generation the generation that it belongs to
 * @param subject the account that it belongs to, where it is known
 * @param connectorRevision the revision that issued it
 * @param endpointOrigin the only origin that it is sent to
 * @param call the one revocation call
 * @param awaitedRefresh a refresh in flight whose result may replace the token: first comes that
 * @param failures failed tries, and looks that found it waiting: they space the next
 * @param giveUpAt when it is given up, and said so in the audit
 */
public record Revocation(
    Secret token,
    boolean isRefreshToken,
    long generation,
    Optional<String> subject,
    long connectorRevision,
    String endpointOrigin,
    CallSlot call,
    Optional<String> awaitedRefresh,
    int failures,
    Instant giveUpAt) {

  Optional<Instant> nextLook() {
    return awaitedRefresh.isPresent() ? Optional.of(giveUpAt) : call.nextLook();
  }

  Revocation withCall(CallSlot next) {
    return new Revocation(
        token,
        isRefreshToken,
        generation,
        subject,
        connectorRevision,
        endpointOrigin,
        next,
        awaitedRefresh,
        failures,
        giveUpAt);
  }

  Revocation failedUntil(Instant nextTry) {
    return new Revocation(
        token,
        isRefreshToken,
        generation,
        subject,
        connectorRevision,
        endpointOrigin,
        new CallSlot.Scheduled(nextTry),
        awaitedRefresh,
        failures + 1,
        giveUpAt);
  }

  /** An operator holds calls back: no failure, and no time that counts. */
  Revocation pausedUntil(Instant nextTry, Instant giveUpThen) {
    return new Revocation(
        token,
        isRefreshToken,
        generation,
        subject,
        connectorRevision,
        endpointOrigin,
        new CallSlot.Scheduled(nextTry),
        awaitedRefresh,
        failures,
        giveUpThen);
  }

  /** Of another token that belongs to the same grant. */
  Revocation of(Revocable other) {
    return new Revocation(
        other.token(),
        other.isRefreshToken(),
        generation,
        subject,
        connectorRevision,
        endpointOrigin,
        call,
        awaitedRefresh,
        failures,
        giveUpAt);
  }

  /** The refresh that it waited for has ended, perhaps with a newer refresh token. */
  Revocation released(Optional<Secret> newer, Instant now, Instant giveUpThen) {
    return new Revocation(
        newer.orElse(token),
        isRefreshToken || newer.isPresent(),
        generation,
        subject,
        connectorRevision,
        endpointOrigin,
        new CallSlot.Scheduled(now),
        Optional.empty(),
        failures,
        giveUpThen);
  }
}
