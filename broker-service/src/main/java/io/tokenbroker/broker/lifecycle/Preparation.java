// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Instant;

/**
 * What the provider is asked before a person can go there, again and again while somebody waits: to
 * take an authorization request (RFC 9126, 2.1), or for a device code (RFC 8628, 3.1).
 *
 * @param request what is asked
 * @param call the one call; unplanned when it was answered
 * @param until when it is given up
 * @param trouble what went wrong so far
 * @param answered whether it was answered before: then somebody may be at the provider
 */
public record Preparation(
    Effect.Call request, CallSlot call, Instant until, Trouble trouble, boolean answered) {

  /** One that is due at once. */
  static Preparation now(Effect.Call request, Instant now, Instant until) {
    return new Preparation(request, new CallSlot.Scheduled(now), until, Trouble.none(), false);
  }

  /** Asked once more from the start, for somebody else who waits. */
  Preparation onceMore(Instant now, Instant giveUpAt) {
    return new Preparation(
        request, new CallSlot.Scheduled(now), giveUpAt, Trouble.none(), answered);
  }

  /** Under way already, and somebody else waits for it too. */
  Preparation wantedUntil(Instant giveUpAt) {
    return new Preparation(request, call, giveUpAt, trouble, answered);
  }

  Preparation with(CallSlot next) {
    return new Preparation(request, next, until, trouble, answered);
  }

  Preparation tryAgain(Instant at, Trouble after) {
    return new Preparation(request, new CallSlot.Scheduled(at), until, after, answered);
  }

  /** Nothing is asked any more unless somebody wants it. */
  Preparation rests(boolean wasAnswered) {
    return new Preparation(request, new CallSlot.Unplanned(), until, Trouble.none(), wasAnswered);
  }

  /** What its attempts and audit records are called after. */
  String kind() {
    return request instanceof Effect.PushAuthorizationRequest ? "push" : "device";
  }
}
