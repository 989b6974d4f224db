// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.gateway.request.RequestTraces;
import io.tokenbroker.process.telemetry.TraceScope;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request: what was asked by whom, and what came of it. Of the address only the
 * route's pattern is told: tickets, states and codes are in the rest.
 */
final class AccessLog {
  private static final Logger log = LoggerFactory.getLogger("io.tokenbroker.access");

  private static final String NONE = "-";

  private AccessLog() {}

  static void handle(RoutingContext rc) {
    long start = System.nanoTime();
    rc.addEndHandler(done -> write(rc, System.nanoTime() - start));
    rc.next();
  }

  private static void write(RoutingContext rc, long nanos) {
    TraceScope.run(
        RequestFacts.context(rc),
        () ->
            log.atInfo()
                .addKeyValue("method", RequestTraces.method(rc))
                .addKeyValue("route", RequestTraces.route(rc).orElse(NONE))
                .addKeyValue("status", rc.response().getStatusCode())
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(nanos))
                .addKeyValue("bytes", rc.response().bytesWritten())
                .addKeyValue("address", RequestFacts.address(rc).orElse(NONE))
                .addKeyValue("caller", RequestFacts.caller(rc).orElse(NONE))
                .addKeyValue("correlationId", RequestFacts.correlation(rc).orElse(NONE))
                .log("request"));
  }
}
