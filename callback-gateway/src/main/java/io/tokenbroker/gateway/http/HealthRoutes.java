// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code /healthz}: the process answers. {@code /readyz}: it can do its work (200, even if
 * something is not well that it can do without), else 503; and why.
 */
final class HealthRoutes {
  private final Readiness readiness;

  HealthRoutes(Readiness readiness) {
    this.readiness = readiness;
  }

  void mount(Router router) {
    router
        .get("/healthz")
        .handler(rc -> send(rc, 200, new JsonObject().put("status", "ok")).onFailure(rc::fail));
    router.get("/readyz").handler(rc -> ready(rc).onFailure(rc::fail));
  }

  private Future<Void> ready(RoutingContext rc) {
    return Future.fromCompletionStage(readiness.check(), rc.vertx().getOrCreateContext())
        .compose(checks -> send(rc, canWork(checks) ? 200 : 503, body(checks)));
  }

  private static boolean canWork(List<HealthCheck> checks) {
    return checks.stream().allMatch(check -> check.ok() || !check.needed());
  }

  private static boolean allOk(List<HealthCheck> checks) {
    return checks.stream().allMatch(HealthCheck::ok);
  }

  private static JsonObject body(List<HealthCheck> checks) {
    JsonArray list = new JsonArray();
    checks.forEach(
        check ->
            list.add(
                new JsonObject()
                    .put("name", check.name())
                    .put("status", check.ok() ? "ok" : "degraded")
                    .put("detail", check.detail())));
    return new JsonObject().put("status", allOk(checks) ? "ok" : "degraded").put("checks", list);
  }

  private static Future<Void> send(RoutingContext rc, int status, JsonObject body) {
    return rc.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.encode());
  }
}
