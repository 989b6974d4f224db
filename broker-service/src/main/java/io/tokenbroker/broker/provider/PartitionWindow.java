// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.opentelemetry.context.Context;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.ProviderRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The attempts of one owned partition that have not ended, and how far both logs were read. Nothing
 * is done about an attempt before everything that was in the logs at take-over has been read: an
 * earlier owner may have claimed or even ended it. Belongs to the caller's thread.
 */
final class PartitionWindow {
  private static final Duration KEEP_UNREQUESTED = Duration.ofSeconds(60);

  private final Map<Attempt.Id, Attempt> attempts = new HashMap<>();

  /** Attempts about which something was read since they were last looked at. */
  private final Set<Attempt.Id> changed = new HashSet<>();

  private final long requestsBarrier;
  private final long resultsStart;
  private final long resultsBarrier;
  private final boolean resultsLost;
  private long requestsPosition;
  private long resultsPosition;

  /**
   * @param requestsBarrier end of the requests at take-over
   * @param resultsBarrier end of the results at take-over
   * @param resultsLost whether results that might matter have been deleted already
   */
  PartitionWindow(
      long requestsPosition,
      long requestsBarrier,
      long resultsPosition,
      long resultsBarrier,
      boolean resultsLost) {
    this.requestsPosition = requestsPosition;
    this.requestsBarrier = requestsBarrier;
    this.resultsPosition = resultsPosition;
    this.resultsStart = resultsPosition;
    this.resultsBarrier = resultsBarrier;
    this.resultsLost = resultsLost;
  }

  void requested(
      Attempt.Id id, ProviderRequest request, Context context, long offset, long nowNanos) {
    // What was there at the take-over may have been claimed anywhere since its start.
    long floor = offset < requestsBarrier ? resultsStart : resultsPosition;
    attempt(id, nowNanos).requested(request, context, offset, floor);
  }

  void claimed(Attempt.Id id, CallStarted claim, long offset, long nowNanos) {
    Attempt attempt = attempt(id, nowNanos);
    attempt.resultAt(offset);
    attempt.claimed(claim, nowNanos);
  }

  void ended(Attempt.Id id, long offset, long nowNanos) {
    Attempt attempt = attempt(id, nowNanos);
    attempt.resultAt(offset);
    attempt.end();
  }

  void positions(long requests, long results) {
    requestsPosition = requests;
    resultsPosition = results;
  }

  boolean takeOverComplete() {
    return requestsPosition >= requestsBarrier && resultsPosition >= resultsBarrier;
  }

  /** Whether the request was there before the take-over and its results may have been deleted. */
  boolean mayHaveLostResults(Attempt attempt) {
    return resultsLost && attempt.requestOffset() < requestsBarrier;
  }

  /** How many attempts are open. */
  int size() {
    return open().size();
  }

  /** Open attempts about which something was read since the last call. */
  List<Map.Entry<Attempt.Id, Attempt>> takeChanged() {
    List<Map.Entry<Attempt.Id, Attempt>> open =
        changed.stream()
            .flatMap(
                id -> Optional.ofNullable(attempts.get(id)).map(a -> Map.entry(id, a)).stream())
            .filter(PartitionWindow::isOpen)
            .toList();
    changed.clear();
    return open;
  }

  private static boolean isOpen(Map.Entry<Attempt.Id, Attempt> entry) {
    return entry.getValue().request().isPresent() && !entry.getValue().ended();
  }

  /** Attempts whose request is known and that have not ended. */
  List<Map.Entry<Attempt.Id, Attempt>> open() {
    return attempts.entrySet().stream().filter(PartitionWindow::isOpen).toList();
  }

  /** Forgets what has ended, and results whose request was committed by an earlier owner. */
  void tidy(long nowNanos, boolean requestsReadToEnd) {
    attempts
        .values()
        .removeIf(
            attempt ->
                (attempt.request().isPresent() && attempt.ended())
                    || (attempt.request().isEmpty()
                        && requestsReadToEnd
                        && nowNanos - attempt.firstSeenNanos() > KEEP_UNREQUESTED.toNanos()));
  }

  /** The offset of the requests to commit: the oldest open one's, else the position. */
  long requestsToCommit() {
    return lowest(Attempt::requestOffset).orElse(requestsPosition);
  }

  /**
   * The offset of the results from which a take-over has to read: no claim or result of an attempt
   * that is open, or whose request is still to be read, stands before it.
   */
  long resultsToCommit() {
    return attempts.values().stream()
        .filter(attempt -> attempt.request().isEmpty() || !attempt.ended())
        .mapToLong(Attempt::resultsFloor)
        .reduce(resultsPosition, Math::min);
  }

  private OptionalLong lowest(ToLongFunction<Attempt> offset) {
    return open().stream().map(Map.Entry::getValue).mapToLong(offset).min();
  }

  private Attempt attempt(Attempt.Id id, long nowNanos) {
    changed.add(id);
    return attempts.computeIfAbsent(id, missing -> new Attempt(nowNanos));
  }
}
