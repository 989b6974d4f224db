// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.request.ClientAddresses;
import io.tokenbroker.gateway.request.RequestFacts;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is common to all requests that come to a route.
 *
 * @param warnings for {@code /readyz}
 */
record Edge(
    SecurityHeaders headers,
    ConnectionGuard connections,
    ClientAddresses addresses,
    Supplier<List<HealthCheck>> warnings,
    boolean accessLog) {

  void enter(RoutingContext rc) {
    headers.putOn(rc.response(), rc.request().path());
    RequestFacts.address(rc, addresses.of(rc.request()));
    rc.addEndHandler(done -> connections.answered(rc.request()));
    rc.next();
  }
}
