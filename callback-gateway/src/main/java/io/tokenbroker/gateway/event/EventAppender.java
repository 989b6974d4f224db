// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.process.telemetry.TraceScope;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.trace.Attribute;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.CorrelationHeader;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends events on behalf of requests: what follows runs on the request's event loop again. */
public final class EventAppender {
  private static final Logger log = LoggerFactory.getLogger(EventAppender.class);

  private final EventLog events;
  private final Traces traces;

  public EventAppender(EventLog events, Traces traces) {
    this.events = events;
    this.traces = traces;
  }

  /** Completes when the event is durable, else fails with {@link UnavailableException}. */
  public Future<Void> append(RoutingContext rc, Topic topic, String key, SpecificRecord event) {
    return Future.fromCompletionStage(
        durable(rc, topic, key, event), rc.vertx().getOrCreateContext());
  }

  /** The same, but it completes on any thread: for what has to wait for more than the event. */
  public CompletionStage<Void> durable(
      RoutingContext rc, Topic topic, String key, SpecificRecord event) {
    CorrelationHeader.of(event).ifPresent(id -> RequestFacts.correlation(rc, id));
    CompletableFuture<Void> durable = new CompletableFuture<>();
    append(RequestFacts.context(rc), topic, key, event)
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

  /** In a scope of its own: the record is made before {@code append} returns. */
  private CompletionStage<Void> append(
      Context context, Topic topic, String key, SpecificRecord event) {
    Span sending =
        traces.send(topic, context).setAttribute(Attribute.EVENT, event.getSchema().getName());
    return TraceScope.call(
            context.with(sending),
            () -> {
              log.atDebug()
                  .addKeyValue("event", event.getSchema().getName())
                  .log("an event is appended");
              return events.append(topic, key, event);
            })
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                sending.setStatus(StatusCode.ERROR);
              }
              sending.end();
            });
  }
}
