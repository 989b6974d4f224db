// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.FormRoute;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.SealedText;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * The browser's routes, the maker of the links that lead to them, and what starts a flow without
 * one. Thread-safe.
 */
public final class FlowRoutes {

  private final ConnectLinks links;
  private final FlowStart start;
  private final ConnectRoute connect;
  private final CallbackRoute callback;
  private final PostedCallback postedCallback;
  private final OutcomeRoute outcome;
  private final OutcomeEvents outcomeEvents;

  public FlowRoutes(FlowParts parts) {
    SealedText sealed = SealedText.of(parts.keys());
    ConnectTickets tickets = new ConnectTickets(sealed);
    FlowCookies cookies = new FlowCookies(sealed, parts.publicUrl());
    FlowGuard guard = new FlowGuard(cookies);
    FlowEnd end = new FlowEnd(parts);
    PersonBinding persons =
        new PersonBinding(parts.sessions(), parts.settings().linkBindingAllowed());
    this.links =
        new ConnectLinks(
            new RandomTokens(),
            tickets,
            cookies,
            persons,
            parts.publicUrl(),
            parts.settings().linkLifetime(),
            parts.clock());
    this.start = new FlowStart(parts, links, cookies, guard, end, persons);
    this.connect = new ConnectRoute(parts, tickets, persons, start);
    this.callback = new CallbackRoute(parts, guard, end, persons);
    this.postedCallback = new PostedCallback(parts, guard, persons, callback);
    this.outcome = new OutcomeRoute(parts, guard, end);
    this.outcomeEvents = new OutcomeEvents(parts, guard, end);
  }

  /** For whoever makes connect links. */
  public ConnectLinks links() {
    return links;
  }

  /** For whoever starts flows without a link. */
  public FlowStart start() {
    return start;
  }

  /** How many pages listen for their outcome. */
  public int eventStreams() {
    return outcomeEvents.count();
  }

  public void mount(Router router) {
    mount(router, PublicUrl.CALLBACK_PATH, callback::redirected);
    mount(router, PublicUrl.CALLBACK_PATH + "/:connector", callback::redirected);
    mount(router, PublicUrl.CONNECT_PATH + ":ticket", connect::show);
    router
        .head(PublicUrl.CONNECT_PATH + ":ticket")
        .handler(rc -> connect.show(rc).onFailure(rc::fail));
    FormRoute.mount(router, PublicUrl.CONNECT_PATH + ":ticket", connect::press);
    mount(router, PublicUrl.OUTCOME_PATH + ":id", outcome::handle);
    mount(router, PublicUrl.OUTCOME_PATH + ":id" + PublicUrl.EVENTS, outcomeEvents::handle);
    FormRoute.mount(router, PublicUrl.CALLBACK_PATH, postedCallback::handle);
    FormRoute.mount(router, PublicUrl.CALLBACK_PATH + "/:connector", postedCallback::handle);
    FormRoute.mount(router, PublicUrl.POSTED_PATH, callback::posted);
    FormRoute.mount(router, PublicUrl.POSTED_PATH + "/:connector", callback::posted);
  }

  private static void mount(
      Router router, String path, Function<RoutingContext, Future<Void>> route) {
    router.get(path).handler(rc -> route.apply(rc).onFailure(rc::fail));
  }
}
