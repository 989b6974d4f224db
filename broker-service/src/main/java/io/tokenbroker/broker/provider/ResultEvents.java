// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.wire.MalformedRecordException;
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

  /**
   * The attempt that a terminal result ends.
   *
   * @throws MalformedRecordException if the event is no terminal result
   */
  static String attemptOf(SpecificRecord event) {
    if (event instanceof CallSucceeded success) {
      return success.getAttemptId();
    }
    if (event instanceof CallFailed failure) {
      return failure.getAttemptId();
    }
    if (event instanceof CallNotSent notSent) {
      return notSent.getAttemptId();
    }
    if (event instanceof CallUnknown unknown) {
      return unknown.getAttemptId();
    }
    throw new MalformedRecordException(event.getSchema().getName() + " does not belong here");
  }

  SpecificRecord of(
      TokenKey key, String attemptId, CallOutcome outcome, Instant sentAt, Instant now) {
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
    if (outcome instanceof CallOutcome.Unknown unknown) {
      return new CallUnknown(attemptId, owner, sentAt, now, unknown.reason());
    }
    return new CallSucceeded(
        attemptId, owner, sentAt, now, messages.sealResponse(key, attemptId, outcome));
  }
}
