// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.function.Function;

/** The browser's routes, and the maker of the links that lead to them. Thread-safe. */
public final class FlowRoutes {
  private static final int MAX_FORM_BYTES = 32 * 1024;
  private static final String FORM = "application/x-www-form-urlencoded";

  private final ConnectLinks links;
  private final ConnectRoute connect;
  private final CallbackRoute callback;
  private final PostedCallback postedCallback;
  private final OutcomeRoute outcome;

  public FlowRoutes(FlowParts parts) {
    ConnectTickets tickets = new ConnectTickets(parts.keys().sealer(), parts.keys().opener());
    FlowCookies cookies =
        new FlowCookies(parts.keys().sealer(), parts.keys().opener(), parts.publicUrl());
    FlowEnd end = new FlowEnd(parts.pages());
    this.links =
        new ConnectLinks(
            new RandomTokens(),
            tickets,
            cookies,
            parts.publicUrl(),
            parts.settings().linkLifetime(),
            parts.clock());
    this.connect = new ConnectRoute(parts, tickets, cookies, end);
    this.callback = new CallbackRoute(parts, cookies, end);
    this.postedCallback = new PostedCallback(parts.publicUrl(), parts.pages());
    this.outcome = new OutcomeRoute(parts, cookies, end);
  }

  public ConnectLinks links() {
    return links;
  }

  public void mount(Router router) {
    mount(router, PublicUrl.CONNECT_PATH + ":ticket", connect::handle);
    mount(router, PublicUrl.CALLBACK_PATH, callback::redirected);
    mount(router, PublicUrl.CALLBACK_PATH + "/:connector", callback::redirected);
    mount(router, PublicUrl.OUTCOME_PATH + ":id", outcome::handle);
    mountForm(router, PublicUrl.CALLBACK_PATH, postedCallback::handle);
    mountForm(router, PublicUrl.CALLBACK_PATH + "/:connector", postedCallback::handle);
    mountForm(router, PublicUrl.POSTED_PATH, callback::posted);
    mountForm(router, PublicUrl.POSTED_PATH + "/:connector", callback::posted);
  }

  private static void mount(
      Router router, String path, Function<RoutingContext, Future<Void>> route) {
    router.get(path).handler(rc -> route.apply(rc).onFailure(rc::fail));
  }

  private static void mountForm(
      Router router, String path, Function<RoutingContext, Future<Void>> route) {
    // A route of its own, so that nothing but a form is read.
    router.post(path).handler(FlowRoutes::requireForm);
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_FORM_BYTES))
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
