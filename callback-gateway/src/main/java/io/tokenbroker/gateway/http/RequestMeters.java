// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.measure.GatewayMeters;
import io.tokenbroker.gateway.request.RequestTraces;
import io.tokenbroker.process.metrics.LabelValues;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Measures every request that comes to a route. */
final class RequestMeters {
  private final GatewayMeters meters;

  RequestMeters(GatewayMeters meters) {
    this.meters = meters;
  }

  void handle(RoutingContext rc) {
    long start = System.nanoTime();
    rc.addEndHandler(done -> answered(rc, Duration.ofNanos(System.nanoTime() - start)));
    rc.next();
  }

  private void answered(RoutingContext rc, Duration took) {
    String route = RequestTraces.route(rc).orElse(LabelValues.OTHER);
    meters.answered(route, RequestTraces.method(rc), rc.response().getStatusCode(), took);
    if (route.startsWith(PublicUrl.CALLBACK_PATH) || route.startsWith(PublicUrl.POSTED_PATH)) {
      meters.calledBack(took);
    }
  }
}
