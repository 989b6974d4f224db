// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /healthz}: the process answers. {@code /readyz}: it can do its work (200, even if
 * something is not well that it can do without), else 503; and why.
 */
final class HealthRoutes {
  private static final Set<String> PATHS = Set.of("/healthz", "/readyz");

  private final Readiness readiness;
  private final Supplier<List<HealthCheck>> warnings;

  /**
   * @param warnings what is told, and does not make the gateway less ready
   */
  HealthRoutes(Readiness readiness, Supplier<List<HealthCheck>> warnings) {
    this.readiness = readiness;
    this.warnings = warnings;
  }

  static boolean isHealth(@Nullable String path) {
    return path != null && PATHS.contains(path);
  }

  void mount(Router router) {
    router
        .get("/healthz")
        .handler(rc -> send(rc, 200, new JsonObject().put("status", "ok")).onFailure(rc::fail));
    router.get("/readyz").handler(rc -> ready(rc).onFailure(rc::fail));
  }

  private Future<Void> ready(RoutingContext rc) {
    return Future.fromCompletionStage(readiness.check(), rc.vertx().getOrCreateContext())
        .compose(
            checks ->
                send(
                    rc,
                    canWork(checks) ? 200 : 503,
                    body(Stream.concat(checks.stream(), warnings.get().stream()).toList())));
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
