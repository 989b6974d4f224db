// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Input.CallNotSent;
import java.time.Duration;
import java.time.Instant;

/**
 * What holds a token request up before it is sent: a pause, or a revocation at the provider. A code
 * waits for a moment, what can be asked for again until its time is up.
 */
final class HoldUpRules {
  /** How long a code waits for us, not for the provider: some codes live for half a minute. */
  private static final Duration HOLD_UP_WAITED_OUT = Duration.ofSeconds(20);

  private HoldUpRules() {}

  /** What they waited for has ended. */
  static void wakeThoseThatWaitInVain(Transition t) {
    if (RevocationObstacles.mightTakeBackWhatIsIssued(t)) {
      return;
    }
    for (Authorization authorization : t.grant().authorizations()) {
      if (authorization instanceof Requesting requesting
          && requesting.call() instanceof CallSlot.Scheduled
          && requesting.trouble().waitsForRevocation()
          // A provider says how often it may be asked whether a person has decided.
          && !TokenRequestRules.polls(requesting)) {
        Authorizations.put(t, requesting.with(new CallSlot.Scheduled(t.now())));
      }
    }
  }

  /**
   * With {@code revocationScope=grant} a revocation that is at the provider might take back what is
   * issued meanwhile. Its answer is waited for; a code that would be too old by then is not sent.
   */
  static void waitForRevocation(Transition t, Requesting requesting) {
    if (!requesting.trouble().waitsForRevocation()) {
      t.audit(
          AuditEntry.of("token_request_waits")
              .because("a revocation is at the provider")
              .authorization(requesting.id()));
    }
    Trouble trouble = requesting.trouble().heldUp(Trouble.REVOCATION, t.now());
    Instant until = waitsUntil(requesting, trouble);
    if (until.isAfter(t.now())) {
      Authorizations.put(t, requesting.tryAgain(until, trouble));
    } else {
      TokenRequestRules.conclude(t, requesting, Authorizations.failed(t, "provider_unavailable"));
    }
  }

  /** What can be asked again has all the time of its authorization. */
  private static Instant waitsUntil(Requesting requesting, Trouble heldUp) {
    Instant end = requesting.started().expiresAt();
    Instant ofCode = heldUp.since().orElse(end).plus(HOLD_UP_WAITED_OUT);
    return requesting.request() instanceof Effect.Exchange && ofCode.isBefore(end) ? ofCode : end;
  }

  /** A short pause is waited out; of a longer one the person is told, who can start again. */
  static void paused(Transition t, Requesting requesting, CallNotSent result) {
    Trouble before = requesting.trouble();
    if (!before.isPaused()) {
      t.audit(
          AuditEntry.of("token_request_not_sent")
              .because(result.reason())
              .authorization(requesting.id())
              .attempt(result.attemptId()));
    }
    Trouble trouble = before.heldUp(CallNotSent.PAUSED, t.now());
    if (waitsUntil(requesting, trouble).isAfter(t.now())) {
      TokenRequestRules.askAgain(t, requesting, trouble, result.retryAfter());
    } else {
      TokenRequestRules.conclude(t, requesting, Authorizations.failed(t, CallNotSent.PAUSED));
    }
  }
}
