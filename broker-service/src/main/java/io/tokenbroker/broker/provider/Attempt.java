// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.opentelemetry.context.Context;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.util.Optional;

/**
 * What the caller knows of one attempt, from the two logs: its request, the first claim, whether it
 * has ended. Belongs to the caller's thread.
 */
final class Attempt {
  /** Names an attempt among all of a partition. */
  record Id(TokenKey key, String attemptId) {}

  /**
   * The first claim in the log: it wins.
   *
   * @param event the claim
   * @param seenAtNanos when this process saw it, by its monotonic clock
   */
  record Claim(CallStarted event, long seenAtNanos) {
    /** How long the owner may take, by its own word. */
    Duration allowed() {
      return Duration.between(event.getSentAt(), event.getDeadline());
    }
  }

  private final long firstSeenNanos;
  private Optional<ProviderRequest> request = Optional.empty();
  private Context context = Context.root();
  private long requestOffset;
  private long resultsFloor;
  private long firstResultOffset = Long.MAX_VALUE;
  private Optional<Claim> claim = Optional.empty();
  private boolean ended;
  private boolean acting;

  Attempt(long nowNanos) {
    this.firstSeenNanos = nowNanos;
  }

  void requested(ProviderRequest event, Context writtenIn, long offset, long floor) {
    request = Optional.of(event);
    context = writtenIn;
    requestOffset = offset;
    resultsFloor = floor;
  }

  /** A claim or result of the attempt stands at this offset. */
  void resultAt(long offset) {
    firstResultOffset = Math.min(firstResultOffset, offset);
  }

  /** The first claim in the log counts, later ones have lost. */
  void claimed(CallStarted event, long nowNanos) {
    if (claim.isEmpty()) {
      claim = Optional.of(new Claim(event, nowNanos));
      acting = false;
    }
  }

  void end() {
    ended = true;
  }

  Optional<ProviderRequest> request() {
    return request;
  }

  /** Trace and correlation id of the request. */
  Context context() {
    return context;
  }

  long requestOffset() {
    return requestOffset;
  }

  /**
   * No claim or result of this attempt stands before this offset of the results. Results may be
   * read before the request is, so the request's own floor is not enough.
   */
  long resultsFloor() {
    return request.isPresent() ? Math.min(resultsFloor, firstResultOffset) : firstResultOffset;
  }

  Optional<Claim> claim() {
    return claim;
  }

  boolean ended() {
    return ended;
  }

  /** Whether what there is to do about it has been done and only the log's answer is awaited. */
  boolean acting() {
    return acting;
  }

  void act() {
    acting = true;
  }

  long firstSeenNanos() {
    return firstSeenNanos;
  }
}
