// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/** Appends events on behalf of requests: what follows runs on the request's event loop again. */
public final class EventAppender {
  /** Fields whose value finds an event again. */
  private static final List<String> CORRELATIONS = List.of("authorizationId", "correlationId");

  private final EventLog events;

  public EventAppender(EventLog events) {
    this.events = events;
  }

  /** Completes when the event is durable, else fails with {@link UnavailableException}. */
  public Future<Void> append(RoutingContext rc, Topic topic, String key, SpecificRecord event) {
    return Future.fromCompletionStage(
        durable(rc, topic, key, event), rc.vertx().getOrCreateContext());
  }

  /** The same, but it completes on any thread: for what has to wait for more than the event. */
  public CompletionStage<Void> durable(
      RoutingContext rc, Topic topic, String key, SpecificRecord event) {
    correlation(event).ifPresent(id -> RequestFacts.correlation(rc, id));
    CompletableFuture<Void> durable = new CompletableFuture<>();
    events
        .append(topic, key, event)
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                durable.complete(null);
              } else {
                durable.completeExceptionally(
                    new UnavailableException(
                        "no acknowledgement for a " + event.getSchema().getName(), error));
              }
            });
    return durable;
  }

  private static Optional<String> correlation(SpecificRecord event) {
    return CORRELATIONS.stream()
        .map(event.getSchema()::getField)
        .filter(Objects::nonNull)
        .map(field -> String.valueOf(event.get(field.pos())))
        .findFirst();
  }
}
