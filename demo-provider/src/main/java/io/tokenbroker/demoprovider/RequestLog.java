// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/**
 * Records every request just before its answer leaves, so that a client that has the answer finds
 * the record. Where none is sent, the endpoint records what {@link #of} gives it.
 */
final class RequestLog implements Handler<RoutingContext> {

  private static final String KEY = RecordedRequest.class.getName();

  private final Observations observations;
  private final Clock clock;

  RequestLog(Observations observations, Clock clock) {
    this.observations = observations;
    this.clock = clock;
  }

  static RecordedRequest of(RoutingContext context) {
    return context.get(KEY);
  }

  @Override
  public void handle(RoutingContext context) {
    RecordedRequest received =
        RecordedRequest.received(
            context.request().method().name(),
            context.request().path(),
            Parameters.of(context),
            clock.instant());
    context.put(KEY, received);
    context.addHeadersEndHandler(
        leaving -> observations.record(received.answered(context.response().getStatusCode())));
    context.next();
  }
}
