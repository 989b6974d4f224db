// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.reply.AuthorizationStep;
import io.tokenbroker.gateway.request.RequestFacts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells a page that waits that its flow is over, by server-sent events: one event {@code done}, and
 * comments on the way, so that no proxy takes the connection for dead. What the outcome is, the
 * page learns when it loads itself again. A stream that ended without the event is opened again by
 * the browser; without any the page looks again from time to time. Bounded by number ({@link
 * StreamPlaces}) and time.
 */
final class OutcomeEvents {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  /** An EventSource that gets it does not come again. */
  private static final int NO_CONTENT = 204;

  private static final int SERVICE_UNAVAILABLE = 503;

  private final FlowParts parts;
  private final FlowGuard guard;
  private final FlowEnd end;
  private final Duration atMost;
  private final Duration heartbeat;
  private final StreamPlaces places;

  OutcomeEvents(FlowParts parts, FlowGuard guard, FlowEnd end) {
    this(parts, guard, end, StreamPlaces.Limits.DEFAULT, AT_MOST, HEARTBEAT);
  }

  OutcomeEvents(
      FlowParts parts,
      FlowGuard guard,
      FlowEnd end,
      StreamPlaces.Limits limits,
      Duration atMost,
      Duration heartbeat) {
    this.parts = parts;
    this.guard = guard;
    this.end = end;
    this.places = new StreamPlaces(limits);
    this.atMost = atMost;
    this.heartbeat = heartbeat;
  }

  /** How many streams are open. */
  int count() {
    return places.taken();
  }

  Future<Void> handle(RoutingContext rc) {
    Flow flow = OutcomeRoute.flow(rc, guard);
    if (end.of(flow).isPresent()) {
      return open(rc).end("event: done\ndata:\n\n");
    }
    if (!OutcomeRoute.mayEnd(flow, parts.clock().instant())) {
      return rc.response().setStatusCode(NO_CONTENT).end();
    }
    return places
        .take(flow.id(), RequestFacts.address(rc).orElse(""))
        .map(place -> listen(rc, flow).onComplete(done -> place.giveBack()))
        .orElseGet(() -> tooMany(rc));
  }

  private Future<Void> listen(RoutingContext rc, Flow flow) {
    CompletableFuture<Optional<AuthorizationStep>> over =
        parts.replies().awaitEnd(flow.id().value(), atMost);
    return over.isDone() && over.join().isEmpty() ? tooMany(rc) : stream(rc, flow, over);
  }

  private Future<Void> stream(
      RoutingContext rc, Flow flow, CompletableFuture<Optional<AuthorizationStep>> over) {
    HttpServerResponse response = open(rc).setChunked(true);
    Promise<Void> gone = Promise.promise();
    long beat =
        rc.vertx()
            .setPeriodic(
                heartbeat.toMillis(), id -> response.write(":\n\n").onFailure(gone::tryFail));
    response.closeHandler(closed -> gone.tryComplete());
    // With the head, so that the browser knows that it is listened to.
    response.write(":\n\n").onFailure(gone::tryFail);
    gone.future().onComplete(left -> over.complete(Optional.empty()));
    return Future.fromCompletionStage(over, rc.vertx().getOrCreateContext())
        .compose(
            step -> {
              rc.vertx().cancelTimer(beat);
              if (response.closed()) {
                return Future.<Void>succeededFuture();
              }
              return step.filter(is -> is.isFor(flow.key())).isPresent()
                  ? response.end("event: done\ndata:\n\n")
                  : response.end();
            })
        // The browser has left: there is nobody to tell.
        .otherwiseEmpty();
  }

  private static HttpServerResponse open(RoutingContext rc) {
    return rc.response()
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("X-Accel-Buffering", "no");
  }

  private static Future<Void> tooMany(RoutingContext rc) {
    return rc.response().setStatusCode(SERVICE_UNAVAILABLE).putHeader("Retry-After", "5").end();
  }
}
