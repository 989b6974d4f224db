// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.ConnectPage;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.request.RequestFacts;
import io.tokenbroker.secrets.CannotOpenException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/**
 * A browser opens a connect link: it gets a page, and nothing starts, because chat programs, mail
 * scanners and browsers open links on their own. The page's button starts. Until the flow has ended
 * a link may be opened and the button pressed again.
 */
final class ConnectRoute {
  private final FlowParts parts;
  private final ConnectTickets tickets;
  private final PersonBinding persons;
  private final FlowStart start;

  ConnectRoute(FlowParts parts, ConnectTickets tickets, PersonBinding persons, FlowStart start) {
    this.parts = parts;
    this.tickets = tickets;
    this.persons = persons;
    this.start = start;
  }

  /** The page with the button. */
  Future<Void> show(RoutingContext rc) {
    String text = rc.pathParam("ticket");
    ConnectTicket ticket = open(rc, text);
    RateLimits.of(rc).count(LimitedAction.CALLBACK, ticket.key());
    ConnectorDefined connector = connector(ticket);
    return parts
        .pages()
        .send(
            rc,
            new ConnectPage(
                parts.publicUrl().connectUrl(text),
                parts.forms().issue(rc, purpose(ticket)),
                connector.getDisplayName().orElse(connector.getConnector()),
                host(URI.create(connector.getAuthorizationEndpoint())),
                ticket.key().owner().user(),
                ticket.scopes(),
                ticket.returnUrl().map(url -> host(url.value()))));
  }

  /** The button. */
  Future<Void> press(RoutingContext rc) {
    ConnectTicket ticket = open(rc, rc.pathParam("ticket"));
    RateLimits.of(rc).count(LimitedAction.CALLBACK, ticket.key());
    parts.forms().check(rc, purpose(ticket));
    return start.start(rc, connector(ticket), ticket);
  }

  private static String purpose(ConnectTicket ticket) {
    return "connect " + ticket.authorizationId();
  }

  private static String host(URI address) {
    return String.valueOf(address.getHost());
  }

  private ConnectTicket open(RoutingContext rc, String text) {
    ConnectTicket ticket;
    try {
      ticket = tickets.open(text);
    } catch (CannotOpenException e) {
      throw refused("connect_link_invalid", NoticeText.LINK_INVALID);
    }
    RequestFacts.correlation(rc, ticket.authorizationId().value());
    if (parts.clock().instant().isAfter(ticket.expiresAt())) {
      throw refused("connect_link_expired", NoticeText.LINK_EXPIRED);
    }
    return ticket;
  }

  /** The connector as it is now, which may not be as it was when the link was made. */
  private ConnectorDefined connector(ConnectTicket ticket) {
    if (!parts.connectors().isComplete()) {
      // One that is known may have been changed or deleted further on in the topic.
      throw new UnavailableException("the connectors have not been read yet");
    }
    Optional<ConnectorDefined> known = parts.connectors().find(ticket.key().connectorId());
    ConnectorDefined connector =
        known
            .filter(is -> is.getGrantType() == GrantType.AUTHORIZATION_CODE)
            .filter(
                is ->
                    ticket.key().owner().user().isPresent()
                        == (is.getAuthMode() == AuthMode.PER_USER))
            .filter(CallbackTerms::areUsable)
            .filter(
                is ->
                    ticket.returnUrl().stream()
                        .allMatch(url -> url.isAllowedBy(is, parts.publicUrl())))
            .orElseThrow(() -> refused("connect_link_outdated", NoticeText.LINK_OUTDATED));
    if (persons.misfit(ticket.key(), connector).isPresent()) {
      throw refused("connector_not_usable", NoticeText.NOT_USABLE);
    }
    return connector;
  }

  private static RefusedException refused(String reason, NoticeText text) {
    return new RefusedException(reason, Notice.bad(400, text));
  }
}
