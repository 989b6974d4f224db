// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.CallSlot;
import io.tokenbroker.broker.lifecycle.Trouble;
import io.tokenbroker.broker.store.state.CallSlotState;
import io.tokenbroker.broker.store.state.TroubleState;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Instant;
import java.util.Optional;

/** Call slots with their troubles, and secrets, as they stand in a stored grant. */
final class SlotCodec {
  private SlotCodec() {}

  static CallSlotState state(CallSlot slot) {
    return slot instanceof CallSlot.InFlight call
        ? new CallSlotState(null, call.attemptId(), call.requestedAt(), call.overdueAt())
        : new CallSlotState(slot.nextLook().orElse(null), null, null, null);
  }

  static CallSlot slot(CallSlotState state) {
    Optional<String> attemptId = state.getAttemptId();
    if (attemptId.isPresent()) {
      return new CallSlot.InFlight(
          attemptId.get(),
          state.getRequestedAt().orElseThrow(),
          state.getOverdueAt().orElseThrow());
    }
    return state
        .getScheduledAt()
        .<CallSlot>map(CallSlot.Scheduled::new)
        .orElseGet(CallSlot.Unplanned::new);
  }

  static TroubleState state(Trouble trouble) {
    return new TroubleState(
        trouble.failures(),
        trouble.lastError().orElse(null),
        trouble instanceof Trouble.LastTry,
        trouble instanceof Trouble.Replaying replaying ? replaying.until() : null,
        trouble.since().orElse(null));
  }

  /**
   * Reads a trouble.
   *
   * @param withoutSince since when there is no success, where the stored one does not say
   */
  static Trouble trouble(TroubleState state, Instant withoutSince) {
    Instant since = state.getSince().orElse(withoutSince);
    String error = state.getLastError().orElse("");
    if (state.getLastTry()) {
      return new Trouble.LastTry(state.getFailures(), error, since);
    }
    if (state.getReplayUntil().isPresent()) {
      return new Trouble.Replaying(state.getFailures(), error, since, state.getReplayUntil().get());
    }
    return state.getLastError().isPresent()
        ? new Trouble.Failing(state.getFailures(), error, since)
        : Trouble.none();
  }

  static String text(Secret secret) {
    return secret.reveal(SecretAccess.get());
  }
}
