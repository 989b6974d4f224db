// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.browser;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.function.Function;

/** Mounts routes that take a small form by POST, and nothing else. */
public final class FormRoute {
  private static final int MAX_BYTES = 32 * 1024;
  private static final String FORM = "application/x-www-form-urlencoded";

  private FormRoute() {}

  /** Another type of body is answered with 415, a longer one with 413, before anything is read. */
  public static void mount(
      Router router, String path, Function<RoutingContext, Future<Void>> route) {
    // A route of its own, so that nothing but a form is read.
    router.post(path).handler(FormRoute::requireForm);
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES))
        .handler(rc -> route.apply(rc).onFailure(rc::fail));
  }

  private static void requireForm(RoutingContext rc) {
    String type = Optional.ofNullable(rc.request().getHeader("Content-Type")).orElse("");
    if (type.split(";", 2)[0].strip().equalsIgnoreCase(FORM)) {
      rc.next();
    } else {
      rc.fail(415);
    }
  }
}
