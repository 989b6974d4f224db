// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** The terminal result that a call's outcome is published as. */
final class ResultEvents {
  private final CallMessages messages;
  private final String owner;

  ResultEvents(CallMessages messages, String owner) {
    this.messages = messages;
    this.owner = owner;
  }

  SpecificRecord of(
      TokenKey key, String attemptId, CallOutcome outcome, Instant sentAt, Instant now) {
    if (outcome instanceof CallOutcome.Succeeded success) {
      return new CallSucceeded(
          attemptId, owner, sentAt, now, messages.sealResponse(key, attemptId, success.response()));
    }
    if (outcome instanceof CallOutcome.Failed failure) {
      return new CallFailed(
          attemptId,
          owner,
          sentAt,
          now,
          failure.errorClass(),
          failure.error(),
          failure.description().orElse(null),
          failure.httpStatus(),
          failure.retryAfter().map(Duration::toMillis).orElse(null));
    }
    if (outcome instanceof CallOutcome.NotSent notSent) {
      return new CallNotSent(
          attemptId,
          notSent.reason(),
          notSent.retryAfter().map(Duration::toMillis).orElse(null),
          now);
    }
    CallOutcome.Unknown unknown = (CallOutcome.Unknown) outcome;
    return new CallUnknown(attemptId, owner, sentAt, now, unknown.reason());
  }
}
