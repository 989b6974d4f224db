// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.browser;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;

/** Sends a browser elsewhere, always in a way in which no form goes along (RFC 9700, 4.12). */
public final class Redirect {
  private static final int FOUND = 302;
  private static final int SEE_OTHER = 303;

  private Redirect() {}

  /**
   * After a form, or where what was asked for has led to something else.
   *
   * @param target ASCII
   */
  public static Future<Void> seeOther(RoutingContext rc, URI target) {
    return send(rc, SEE_OTHER, target);
  }

  /**
   * On the way to what was asked for, over a login for example.
   *
   * @param target ASCII
   */
  public static Future<Void> found(RoutingContext rc, URI target) {
    return send(rc, FOUND, target);
  }

  private static Future<Void> send(RoutingContext rc, int status, URI target) {
    return rc.response().setStatusCode(status).putHeader("Location", target.toString()).end();
  }
}
