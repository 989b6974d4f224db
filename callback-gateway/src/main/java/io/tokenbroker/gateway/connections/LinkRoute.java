// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.gateway.browser.Redirect;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.page.OpenConnectionsPage;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;

/**
 * A browser opens a link to somebody's connections: a page with a button, which does nothing (link
 * previews). The button begins the session. Another person's session is never replaced without
 * having been named: the form's token is for exactly that replacement.
 */
final class LinkRoute {
  private final ConnectionsParts parts;
  private final ConnectionLinks links;

  LinkRoute(ConnectionsParts parts, ConnectionLinks links) {
    this.parts = parts;
    this.links = links;
  }

  Future<Void> show(RoutingContext rc) {
    ConnectionLinks.Ticket ticket = open(rc);
    Session offered = session(ticket);
    Optional<Session> replaced = replaced(rc, offered);
    return parts
        .pages()
        .send(
            rc,
            new OpenConnectionsPage(
                parts.publicUrl().at(ConnectionLinks.PATH + rc.pathParam("ticket")),
                parts.forms().issue(rc, purpose(rc, replaced)),
                offered.shownName(),
                replaced.map(Session::shownName)));
  }

  Future<Void> begin(RoutingContext rc) {
    ConnectionLinks.Ticket ticket = open(rc);
    Session offered = session(ticket);
    parts.forms().check(rc, purpose(rc, replaced(rc, offered)));
    // Who is logged in stays so: the link only says what to show.
    Session begun =
        parts
            .sessions()
            .current(rc)
            .filter(is -> is.kind() == Session.Kind.LOGIN && is.isOfSamePerson(offered))
            .map(is -> is.showing(offered.aliases(), offered.returnUrl()))
            .orElse(offered);
    parts.cookies().set(rc, begun);
    return Redirect.seeOther(rc, parts.publicUrl().connectionsUrl());
  }

  private ConnectionLinks.Ticket open(RoutingContext rc) {
    ConnectionLinks.Ticket ticket;
    try {
      ticket = links.open(rc.pathParam("ticket"));
    } catch (CannotOpenException e) {
      throw refused("connections_link_invalid", NoticeText.LINK_INVALID);
    }
    if (parts.clock().instant().isAfter(ticket.expiresAt())) {
      throw refused("connections_link_expired", NoticeText.LINK_EXPIRED);
    }
    return ticket;
  }

  private Session session(ConnectionLinks.Ticket ticket) {
    ConnectionLinks.Request request = ticket.request();
    Instant now = parts.clock().instant();
    return new Session(
        Session.Kind.LINK,
        request.tenant(),
        request.user(),
        Optional.empty(),
        request.shared(),
        request.aliases(),
        request.returnUrl(),
        now,
        now.plus(parts.linkSession()));
  }

  private Optional<Session> replaced(RoutingContext rc, Session offered) {
    return parts.sessions().current(rc).filter(is -> !is.isOfSamePerson(offered));
  }

  private static String purpose(RoutingContext rc, Optional<Session> replaced) {
    return "connections "
        + Sha256.base64Url(Secret.of(rc.pathParam("ticket")))
        + " "
        + replaced.map(Session::formPurpose).orElse("");
  }

  private static RefusedException refused(String reason, NoticeText text) {
    return new RefusedException(reason, Notice.bad(400, text));
  }
}
