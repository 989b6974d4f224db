// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import io.tokenbroker.topic.Topic;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import org.apache.avro.specific.SpecificRecord;

/** Appends events on behalf of requests: what follows runs on the request's event loop again. */
public final class EventAppender {
  private final EventLog events;

  public EventAppender(EventLog events) {
    this.events = events;
  }

  /** Completes when the event is durable, else fails with {@link UnavailableException}. */
  public Future<Void> append(RoutingContext rc, Topic topic, String key, SpecificRecord event) {
    return Future.fromCompletionStage(
            events.append(topic, key, event), rc.vertx().getOrCreateContext())
        .recover(
            error ->
                Future.failedFuture(
                    new UnavailableException(
                        "no acknowledgement for a " + event.getSchema().getName(), error)));
  }
}
