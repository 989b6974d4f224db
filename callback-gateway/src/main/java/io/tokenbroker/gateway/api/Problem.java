// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Problem details (RFC 9457).
 *
 * @param status HTTP status
 * @param code stable, for programs; the type is {@code urn:tokenbroker:problem:<code>}
 * @param title the same for every occurrence
 * @param detail what happened this time, and what to do
 */
public record Problem(int status, String code, String title, String detail) {
  private static final int UNAUTHORIZED = 401;
  private static final int SERVICE_UNAVAILABLE = 503;

  static Problem badRequest(String code, String detail) {
    return new Problem(400, code, "The request can't be carried out as it is", detail);
  }

  public Future<Void> send(RoutingContext rc) {
    rc.response().setStatusCode(status).putHeader("Content-Type", "application/problem+json");
    if (status == UNAUTHORIZED) {
      rc.response().putHeader("WWW-Authenticate", "Bearer realm=\"tokenbroker\"");
    }
    if (status == SERVICE_UNAVAILABLE) {
      rc.response().putHeader("Retry-After", "5");
    }
    return rc.response()
        .end(
            new JsonObject()
                .put("type", "urn:tokenbroker:problem:" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .encode());
  }
}
