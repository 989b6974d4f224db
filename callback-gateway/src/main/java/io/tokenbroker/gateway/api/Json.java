// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** Writes JSON answers. */
final class Json {
  private Json() {}

  static Future<Void> send(RoutingContext rc, int status, JsonObject body) {
    return rc.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.encode());
  }

  static JsonObject object(Map<String, String> values) {
    JsonObject object = new JsonObject();
    values.forEach(object::put);
    return object;
  }
}
