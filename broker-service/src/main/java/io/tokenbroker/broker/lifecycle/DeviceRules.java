// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.broker.lifecycle.Authorization.Preparing;
import io.tokenbroker.broker.lifecycle.Authorization.Requesting;
import io.tokenbroker.broker.lifecycle.Authorization.Started;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.Input.CallFailed;
import io.tokenbroker.broker.lifecycle.Input.DeviceAuthorized;
import io.tokenbroker.broker.lifecycle.Input.DeviceRequested;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A person authorizes at another device (RFC 8628): the provider names a place and a code, and is
 * then asked for the token until the person has decided or the code's time is up.
 */
final class DeviceRules {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SLOWER_BY = Duration.ofSeconds(5);

  private DeviceRules() {}

  static void requested(Transition t, DeviceRequested input) {
    if (CommandRules.isKnown(t, input.id())) {
      return;
    }
    if (t.policy().endpointOrigin().isEmpty()) {
      Authorizations.refuse(t, input.id(), "unknown_connector", input.requestedBy());
      return;
    }
    if (t.policy().grantType() != GrantType.AUTHORIZATION_CODE) {
      Authorizations.refuse(t, input.id(), "unsupported_grant_type", input.requestedBy());
      return;
    }
    Authorizations.begin(
            t,
            new Authorizations.Request(
                input.id(),
                input.requestedAt(),
                // Until there is a code: then the code's time counts.
                PreparationRules.SOMEBODY_WAITS,
                input.scopes(),
                input.connectorRevision(),
                input.requestedBy(),
                Optional.empty(),
                true))
        .ifPresent(
            started ->
                Authorizations.put(
                    t,
                    new Preparing(
                        started,
                        Preparation.now(
                            new Effect.DeviceAuthorization(input.scopes()),
                            t.now(),
                            started.expiresAt()))));
  }

  /** There is a code: the person is told where to go, and the provider is asked from now on. */
  static void authorized(
      Transition t, Preparing preparing, DeviceAuthorized device, Instant sentAt) {
    Duration lifetime = device.lifetime();
    // Without one the provider says when it has had enough.
    boolean named = !lifetime.isNegative() && !lifetime.isZero();
    Instant end = sentAt.plus(named ? RefreshTiming.atMost(LONGEST, lifetime) : LONGEST);
    Duration interval = interval(device.interval());
    Requesting polling =
        new Requesting(
            preparing.started().until(end),
            new Effect.DeviceToken(device.deviceCode()),
            new CallSlot.Scheduled(t.now()),
            Trouble.none(),
            List.of(),
            false,
            Optional.of(interval));
    t.effect(
        new Effect.AnswerDevice(
            preparing.id(),
            device.userCode(),
            device.verificationUri(),
            device.verificationUriComplete(),
            end));
    t.audit(
        AuditEntry.of("device_code_issued")
            .authorization(preparing.id())
            .attempt(device.attemptId()));
    pollAgain(t, polling, Trouble.none(), interval);
  }

  private static Duration interval(Duration named) {
    if (named.isNegative() || named.isZero()) {
      return USUAL_INTERVAL;
    }
    return named.compareTo(SHORTEST_INTERVAL) < 0
        ? SHORTEST_INTERVAL
        : RefreshTiming.atMost(LONGEST, named);
  }

  /** Asks whether the person has decided. Hundreds of such calls are one decision: no audit. */
  static void poll(Transition t, Requesting polling) {
    Started started = polling.started();
    if (FirstTokens.isSuperseded(t, started)) {
      conclude(t, polling, Authorizations.failed(t, "superseded"));
    } else if (!t.now().isBefore(started.expiresAt())) {
      conclude(
          t,
          polling,
          Authorizations.failed(t, orUnknown(polling, polling.trouble().orPaused("expired"))));
    } else if (RevocationObstacles.mightTakeBackWhatIsIssued(t)) {
      pollAgain(t, polling, polling.trouble().heldUp(Trouble.REVOCATION, t.now()), Duration.ZERO);
    } else {
      Authorizations.put(
          t,
          polling.with(
              t.callUnaudited(
                  "poll",
                  polling.request(),
                  started.connectorRevision(),
                  started.endpointOrigin().orElseThrow(),
                  started.expiresAt())));
    }
  }

  /** RFC 8628, 3.5. */
  static void pollFailed(Transition t, Requesting polling, CallFailed failure) {
    String error = failure.error();
    if (error.equals("authorization_pending")) {
      // Whatever became of the polls before, the code was not used up.
      pollAgain(t, polling, Trouble.none(), Duration.ZERO);
    } else if (error.equals("slow_down")) {
      Duration slower = pollInterval(polling).plus(SLOWER_BY);
      pollAgain(
          t,
          polling.pollingEvery(RefreshTiming.atMost(LONGEST, slower)),
          Trouble.none(),
          Duration.ZERO);
    } else if (failure.failureClass() == FailureClass.TRANSIENT) {
      TokenRequestRules.failedForNow(t, polling, failure);
    } else {
      // Of a code that was used up by a poll before, the provider knows nothing any more.
      String reason = error.equals("access_denied") ? error : orUnknown(polling, error);
      conclude(t, polling, new Outcome.Failed(reason, failure.description(), t.now()));
    }
  }

  /** Asks again after the interval, or later; at the end of the code's time it is over. */
  static void pollAgain(Transition t, Requesting polling, Trouble trouble, Duration atLeast) {
    if (polling.cancelled()) {
      conclude(t, polling, Authorizations.failed(t, "revoked"));
      return;
    }
    Duration interval = pollInterval(polling);
    Instant again = t.now().plus(interval.compareTo(atLeast) > 0 ? interval : atLeast);
    Instant end = polling.started().expiresAt();
    Authorizations.put(t, polling.tryAgain(again.isBefore(end) ? again : end, trouble));
  }

  private static Duration pollInterval(Requesting polling) {
    return polling.pollInterval().orElse(USUAL_INTERVAL);
  }

  private static String orUnknown(Requesting polling, String reason) {
    return polling.trouble().outcomeUnknown() ? "outcome_unknown" : reason;
  }

  private static void conclude(Transition t, Requesting polling, Outcome outcome) {
    TokenRequestRules.conclude(t, polling, outcome);
  }
}
