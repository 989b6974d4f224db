// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** The browser's routes, and the maker of the links that lead to them. Thread-safe. */
public final class FlowRoutes {
  private final ConnectLinks links;
  private final ConnectRoute connect;
  private final CallbackRoute callback;
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
            parts.linkLifetime(),
            parts.clock());
    this.connect = new ConnectRoute(parts, tickets, cookies);
    this.callback = new CallbackRoute(parts, cookies, end);
    this.outcome = new OutcomeRoute(parts, cookies, end);
  }

  public ConnectLinks links() {
    return links;
  }

  public void mount(Router router) {
    mount(router, PublicUrl.CONNECT_PATH + ":ticket", connect::handle);
    mount(router, PublicUrl.CALLBACK_PATH, callback::handle);
    mount(router, PublicUrl.CALLBACK_PATH + "/:connector", callback::handle);
    mount(router, PublicUrl.OUTCOME_PATH + ":id", outcome::handle);
  }

  private static void mount(
      Router router, String path, Function<RoutingContext, Future<Void>> route) {
    router.get(path).handler(rc -> route.apply(rc).onFailure(rc::fail));
  }
}
