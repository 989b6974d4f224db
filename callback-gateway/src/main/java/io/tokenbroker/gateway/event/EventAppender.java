// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    correlation(event).ifPresent(id -> RequestFacts.correlation(rc, id));
    return Future.fromCompletionStage(
            events.append(topic, key, event), rc.vertx().getOrCreateContext())
        .recover(
            error ->
                Future.failedFuture(
                    new UnavailableException(
                        "no acknowledgement for a " + event.getSchema().getName(), error)));
  }

  private static Optional<String> correlation(SpecificRecord event) {
    return CORRELATIONS.stream()
        .map(event.getSchema()::getField)
        .filter(Objects::nonNull)
        .map(field -> String.valueOf(event.get(field.pos())))
        .findFirst();
  }
}
