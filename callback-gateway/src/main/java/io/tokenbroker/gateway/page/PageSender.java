// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Answers a request with a page. Thread-safe. */
public final class PageSender {
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final PageWriter writer = new PageWriter();

  public Future<Void> send(RoutingContext rc, Page page) {
    rc.response()
        .setStatusCode(page.status())
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", writer.contentSecurityPolicy(page));
    if (page.status() == SERVICE_UNAVAILABLE) {
      rc.response().putHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
    }
    return rc.response().end(writer.write(page));
  }
}
