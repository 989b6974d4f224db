// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.Redirect;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.flow.ConnectLinks;
import io.tokenbroker.gateway.flow.FlowException;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.session.Session;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code POST /connections}: the page's buttons. What a form names has to be among what the session
 * may change; all else is refused, without saying why.
 */
final class ConnectionsForm {
  private final ConnectionsParts parts;
  private final Offers offers;

  ConnectionsForm(ConnectionsParts parts, Offers offers) {
    this.parts = parts;
    this.offers = offers;
  }

  Future<Void> act(RoutingContext rc) {
    Session session =
        parts
            .sessions()
            .current(rc)
            .orElseThrow(() -> refused("session_missing", NoticeText.SESSION_NEEDED));
    parts.forms().check(rc, session.formPurpose());
    Offer offer =
        offers
            .changeable(session, field(rc, "connector"), field(rc, "alias"))
            .orElseThrow(() -> refused("connection_not_offered", NoticeText.NOT_OFFERED));
    return switch (field(rc, "do")) {
      case "connect" -> connect(rc, session, offer);
      case "disconnect" -> disconnect(rc, session, offer);
      default -> throw refused("connection_form_unknown", NoticeText.NOT_OFFERED);
    };
  }

  private Future<Void> connect(RoutingContext rc, Session session, Offer offer) {
    if (offer.notConnectable().isPresent()) {
      throw refused("connection_not_connectable", NoticeText.NOT_OFFERED);
    }
    RateLimits.of(rc).count(LimitedAction.START, offer.key());
    // A tab of its own ends on the page that tells the list and closes, not on the list again.
    Optional<String> returnUrl =
        Offers.returnUrl(offer.connector(), session)
            .or(
                () ->
                    isNewTab(rc)
                        ? Optional.empty()
                        : Optional.of(parts.publicUrl().connectionsUrl().toString()));
    try {
      return parts
          .flows()
          .start(
              rc,
              offer.connector(),
              new ConnectLinks.Request(
                  new GrantChoice(offer.key().owner().user(), offer.key().alias()),
                  returnUrl,
                  Optional.empty(),
                  session.requester(),
                  isNewTab(rc)));
    } catch (FlowException e) {
      // Its detail is for applications.
      throw refused(e.code(), NoticeText.NOT_OFFERED);
    }
  }

  private Future<Void> disconnect(RoutingContext rc, Session session, Offer offer) {
    RateLimits.of(rc).count(LimitedAction.DISCONNECT, offer.key());
    return parts
        .commands()
        .revoke(rc, offer.key(), session.requester(), false, parts.answerWait())
        .compose(
            sent ->
                Redirect.seeOther(
                    rc,
                    parts
                        .publicUrl()
                        .at(
                            PublicUrl.CONNECTIONS_PATH
                                + "?"
                                + DoneLately.DISCONNECT
                                + "="
                                + sent.correlationId())));
  }

  private static boolean isNewTab(RoutingContext rc) {
    return !field(rc, "new_tab").isEmpty();
  }

  private static String field(RoutingContext rc, String name) {
    return Optional.ofNullable(rc.request().formAttributes().get(name)).orElse("");
  }

  private static RefusedException refused(String reason, NoticeText text) {
    return new RefusedException(reason, Notice.bad(403, text));
  }
}
