// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Records every request just before its answer leaves, so that a client that has the answer finds
 * the record. Where none is sent, the endpoint records what {@link #of} gives it.
 */
final class RequestLog implements Handler<RoutingContext> {

  private static final String KEY = RecordedRequest.class.getName();

  private final Observations observations;
  private final DemoProviderSettings settings;

  RequestLog(Observations observations, DemoProviderSettings settings) {
    this.observations = observations;
    this.settings = settings;
  }

  static RecordedRequest of(RoutingContext context) {
    return context.get(KEY);
  }

  /** Says whose request it is, where the request itself does not. */
  static void nameClient(RoutingContext context, String clientId) {
    context.put(KEY, of(context).of(clientId));
  }

  @Override
  public void handle(RoutingContext context) {
    context.put(
        KEY,
        RecordedRequest.received(
            EndpointRequest.of(context, Terms.of(settings)), settings.clock().instant()));
    context.addHeadersEndHandler(
        leaving -> observations.record(of(context).answered(context.response().getStatusCode())));
    context.next();
  }
}
