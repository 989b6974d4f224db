// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.templ.pebble.PebbleTemplateEngine;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request with a page: fills its template, and sends it under a policy that lets it load
 * nothing but our own style and script. Thread-safe.
 */
public final class PageSender {
  private static final Logger log = LoggerFactory.getLogger(PageSender.class);
  private static final int INTERNAL_ERROR = 500;
  private static final String RETRY_AFTER_SECONDS = "5";
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private final PebbleTemplateEngine templates;
  private final Look look;

  public PageSender(Vertx vertx, Assets assets) {
    this.look = new Look(assets);
    ClasspathLoader loader = new ClasspathLoader();
    loader.setPrefix("io/tokenbroker/gateway/page/templates");
    this.templates =
        PebbleTemplateEngine.create(
            vertx, new PebbleEngine.Builder().loader(loader).strictVariables(true).build());
  }

  /** Sends the page; one that can't be filled in is a fault of ours, and a line of text instead. */
  public Future<Void> send(RoutingContext rc, Page page) {
    Map<String, Object> model = new HashMap<>(page.model());
    Messages messages = Messages.of(rc);
    model.put("messages", messages);
    model.put("look", look);
    return templates
        .render(model, page.template())
        .transform(
            html ->
                html.succeeded()
                    ? send(rc, page, messages, html.result())
                    : fail(rc, page, html.cause()));
  }

  private static Future<Void> send(RoutingContext rc, Page page, Messages messages, Buffer html) {
    rc.response()
        .setStatusCode(page.status())
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Language", messages.language())
        .putHeader("Content-Security-Policy", POLICY);
    if (page.status() == SERVICE_UNAVAILABLE) {
      rc.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    // Over HTTP/2 a body would go out with the answer to a HEAD (RFC 9110, 9.3.2).
    return rc.request().method().equals(HttpMethod.HEAD)
        ? rc.response().end()
        : rc.response().end(html);
  }

  private static Future<Void> fail(RoutingContext rc, Page page, Throwable error) {
    log.atError()
        .setCause(error)
        .addKeyValue("template", page.template())
        .log("a page could not be filled in");
    return rc.response()
        .setStatusCode(INTERNAL_ERROR)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end("Something went wrong. It is our fault, and has been written down.");
  }
}
