// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Problem details (RFC 9457).
 *
 * @param status HTTP status
 * @param code stable, for programs; the type is {@code urn:tokenbroker:problem:<code>}
 * @param title the same for every occurrence
 * @param detail what happened this time, and what to do
 * @param challenge what a caller has to show instead (RFC 6750, 3): WWW-Authenticate
 */
public record Problem(
    int status, String code, String title, String detail, Optional<String> challenge) {
  private static final int SERVICE_UNAVAILABLE = 503;

  /** A problem that no credential would solve. */
  public Problem(int status, String code, String title, String detail) {
    this(status, code, title, detail, Optional.empty());
  }

  Problem withChallenge(String newChallenge) {
    return new Problem(status, code, title, detail, Optional.of(newChallenge));
  }

  public Future<Void> send(RoutingContext rc) {
    rc.response().setStatusCode(status).putHeader("Content-Type", "application/problem+json");
    challenge.ifPresent(it -> rc.response().putHeader("WWW-Authenticate", it));
    if (status == SERVICE_UNAVAILABLE) {
      rc.response().putHeader("Retry-After", "5");
    }
    // Over HTTP/2 a body would go out with the answer to a HEAD (RFC 9110, 9.3.2).
    return rc.request().method().equals(HttpMethod.HEAD)
        ? rc.response().end()
        : rc.response().end(json().encode());
  }

  private JsonObject json() {
    return new JsonObject()
        .put("type", "urn:tokenbroker:problem:" + code)
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("code", code);
  }
}
