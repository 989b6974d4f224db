// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One decision while it is made: the state so far and the effects so far. Lives as long as one call
 * of {@link TokenLifecycle#decide} and never leaves it.
 */
final class Transition {
  /** Reason of an announcement that is made ahead. */
  static final String GRANT_ENDS = "grant_ends";

  private static final Duration OVERDUE_AFTER = Duration.ofMinutes(2);

  private final TokenKey key;
  private final ConnectorPolicy policy;
  private final Instant now;
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> toDescribe = new ArrayList<>();
  private Grant grant;

  Transition(TokenKey key, Grant grant, ConnectorPolicy policy, Instant now) {
    this.key = key;
    this.grant = grant;
    this.policy = policy;
    this.now = now;
  }

  TokenKey key() {
    return key;
  }

  Grant grant() {
    return grant;
  }

  ConnectorPolicy policy() {
    return policy;
  }

  Instant now() {
    return now;
  }

  /** A time by somebody else's clock, by ours at the latest. */
  Instant notAfterNow(Instant byAnotherClock) {
    return byAnotherClock.isAfter(now) ? now : byAnotherClock;
  }

  void become(Grant next) {
    grant = next;
  }

  void become(Credential next) {
    grant = grant.withCredential(next);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  /** Answers with the grant's metadata as it is when the decision is complete. */
  void describeTo(String correlationId) {
    toDescribe.add(correlationId);
  }

  void audit(AuditEntry entry) {
    effects.add(
        new Effect.Audit(
            entry.action(),
            entry.actor(),
            entry.reason(),
            grant.version(),
            entry.authorizationId(),
            entry.attemptId(),
            entry.details()));
  }

  /** Requests a provider call and returns the slot that waits for its result. */
  CallSlot.InFlight call(
      String kind, Effect.Call call, long revision, String origin, Instant notAfter) {
    CallSlot.InFlight requested = callUnaudited(kind, call, revision, origin, notAfter);
    audit(AuditEntry.of(kind + "_started").attempt(requested.attemptId()));
    return requested;
  }

  /** The same for a call that was decided on before, together with many like it. */
  CallSlot.InFlight callUnaudited(
      String kind, Effect.Call call, long revision, String origin, Instant notAfter) {
    long number = grant.attempts() + 1;
    grant = grant.withAttempts(number);
    String attemptId = kind + "-" + grant.lastGeneration() + "-" + number;
    effects.add(
        new Effect.CallProvider(attemptId, call, revision, origin, grant.version(), notAfter));
    return new CallSlot.InFlight(attemptId, now, notAfter.plus(OVERDUE_AFTER));
  }

  /**
   * Looks at a call whose result is overdue: says so, and looks again in an hour.
   *
   * @return empty when nobody can know of the call any more
   */
  Optional<CallSlot.InFlight> overdue(CallSlot.InFlight call) {
    audit(AuditEntry.of("call_overdue").attempt(call.attemptId()));
    return call.isLost(now)
        ? Optional.empty()
        : Optional.of(
            new CallSlot.InFlight(
                call.attemptId(), call.requestedAt(), now.plus(Duration.ofHours(1))));
  }

  /** A number from 0 (inclusive) to 1, the same whenever the same decision is made again. */
  double fraction() {
    return fraction(0);
  }

  /**
   * Likewise, and another one at each turn, for what may look again and again while nothing else
   * changes: by one small number for ever it would hardly wait.
   */
  double fraction(int turn) {
    long seed = 31L * key.hashCode() + (grant.attempts() + turn) * 0x9E3779B97F4A7C15L;
    return new SplittableRandom(seed + grant.version().sequence()).nextDouble();
  }

  /** Publishes the credential under the given version, which is newer than all before. */
  void publish(TokenVersion version, Credential next) {
    grant = grant.withVersion(version).withCredential(next);
    publishCurrent();
  }

  /** Publishes the grant's state as it is. */
  void publishCurrent() {
    TokenVersion version = grant.version();
    Credential credential = grant.credential();
    if (credential instanceof Credential.Active active) {
      effects.add(
          active.ending() instanceof Ending.Announced end
              ? new Effect.PublishReauthorizationRequired(
                  version,
                  active.current(),
                  GRANT_ENDS,
                  end.announcedAt(),
                  Optional.of(end.endsAt()))
              : new Effect.PublishToken(version, active.current()));
    } else if (credential instanceof Credential.ReauthorizationRequired required) {
      effects.add(
          new Effect.PublishReauthorizationRequired(
              version, required.last(), required.reason(), required.since(), Optional.empty()));
    } else if (credential instanceof Credential.Revoked revoked) {
      effects.add(new Effect.PublishRevoked(version, revoked.reason(), revoked.at()));
    }
  }

  Decision decision() {
    toDescribe.forEach(
        correlationId ->
            effects.add(new Effect.AnswerDescription(correlationId, Descriptions.of(grant))));
    return new Decision(grant.isForgotten() ? Optional.empty() : Optional.of(grant), effects);
  }
}
