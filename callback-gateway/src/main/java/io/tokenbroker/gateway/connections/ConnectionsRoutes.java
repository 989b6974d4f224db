// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.FormRoute;
import io.vertx.ext.web.Router;

/** The routes of the connections page, and the maker of the links that lead to it. Thread-safe. */
public final class ConnectionsRoutes {
  private final ConnectionLinks links;
  private final LinkRoute link;
  private final ConnectionsRoute page;
  private final ConnectionsForm form;

  public ConnectionsRoutes(ConnectionsParts parts) {
    Offers offers = new Offers(parts);
    this.links =
        new ConnectionLinks(parts.sealed(), parts.publicUrl(), parts.connectors(), parts.clock());
    this.link = new LinkRoute(parts, links);
    this.page = new ConnectionsRoute(parts, offers);
    this.form = new ConnectionsForm(parts, offers);
  }

  public ConnectionLinks links() {
    return links;
  }

  public void mount(Router router) {
    String ticket = ConnectionLinks.PATH + ":ticket";
    router.get(PublicUrl.CONNECTIONS_PATH).handler(rc -> page.show(rc).onFailure(rc::fail));
    FormRoute.mount(router, PublicUrl.CONNECTIONS_PATH, form::act);
    router.get(ticket).handler(rc -> link.show(rc).onFailure(rc::fail));
    FormRoute.mount(router, ticket, link::begin);
  }
}
