// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.Redirect;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.page.ConnectionsPage;
import io.tokenbroker.gateway.page.ConnectionsPage.Connection;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.gateway.session.SessionRoutes;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /connections}: what the person has. The owner of each grant is asked at once; what it
 * has not said in time is shown as unknown.
 */
final class ConnectionsRoute {
  private static final int PAGE_SIZE = 50;
  private static final int MAX_PAGE_DIGITS = 6;

  private final ConnectionsParts parts;
  private final Offers offers;
  private final DoneLately done;

  ConnectionsRoute(ConnectionsParts parts, Offers offers) {
    this.parts = parts;
    this.offers = offers;
    this.done = new DoneLately(parts.replies());
  }

  Future<Void> show(RoutingContext rc) {
    Optional<Session> session = parts.sessions().current(rc);
    return session.map(is -> show(rc, is)).orElseGet(() -> login(rc));
  }

  private Future<Void> login(RoutingContext rc) {
    URI login =
        parts
            .sessions()
            .loginUrl(PublicUrl.CONNECTIONS_PATH)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "session_missing", Notice.bad(403, NoticeText.SESSION_NEEDED)));
    return Redirect.found(rc, login);
  }

  private Future<Void> show(RoutingContext rc, Session session) {
    RateLimits.of(rc).count(LimitedAction.DESCRIBE, session.tenant(), Optional.of(session.user()));
    List<Offer> all = offers.of(session);
    int last = Math.max(1, (all.size() + PAGE_SIZE - 1) / PAGE_SIZE);
    int number = Math.min(last, pageNumber(rc));
    List<Offer> shown =
        all.subList((number - 1) * PAGE_SIZE, Math.min(all.size(), number * PAGE_SIZE));
    List<Future<Connection>> asked =
        shown.stream().map(offer -> describe(rc, session, offer)).toList();
    return Future.all(asked)
        .compose(
            answered ->
                parts
                    .pages()
                    .send(
                        rc, page(rc, session, shown, answered.list(), new Position(number, last))));
  }

  /** Which of how many pages. */
  private record Position(int number, int last) {}

  private Future<Connection> describe(RoutingContext rc, Session session, Offer offer) {
    return parts
        .commands()
        .describe(rc, offer.key(), session.requester(), parts.describeWait())
        // Being told that the question is durable counts as well.
        .timeout(parts.describeWait().toMillis(), TimeUnit.MILLISECONDS)
        .map(
            sent ->
                sent.answer()
                    .flatMap(
                        answer ->
                            answer.fold(Optional::of, rejected -> Optional.<GrantDescribed>empty()))
                    .filter(grant -> grant.getTokenKey().equals(offer.key().toString())))
        .otherwise(Optional.empty())
        .map(offer::connection);
  }

  private ConnectionsPage page(
      RoutingContext rc,
      Session session,
      List<Offer> shown,
      List<Connection> connections,
      Position position) {
    List<Connection> own = new ArrayList<>();
    List<Connection> shared = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      (shown.get(i).isOwn() ? own : shared).add(connections.get(i));
    }
    return new ConnectionsPage(
        parts.publicUrl().connectionsUrl(),
        parts.forms().issue(rc, session.formPurpose()),
        session.shownName(),
        own,
        shared,
        done.of(rc, session),
        Optional.of(parts.publicUrl().at(SessionRoutes.LOGOUT_PATH)),
        session.returnUrl().map(URI::create),
        Optional.of(position.number() - 1).filter(number -> number >= 1).map(this::pageUrl),
        Optional.of(position.number() + 1)
            .filter(number -> number <= position.last())
            .map(this::pageUrl));
  }

  private URI pageUrl(int number) {
    return parts.publicUrl().at(PublicUrl.CONNECTIONS_PATH + "?page=" + number);
  }

  private static int pageNumber(RoutingContext rc) {
    return Optional.ofNullable(rc.queryParams().get("page"))
        .filter(text -> text.matches("[1-9][0-9]*") && text.length() <= MAX_PAGE_DIGITS)
        .map(Integer::valueOf)
        .orElse(1);
  }
}
