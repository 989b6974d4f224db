// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.QueryText;
import io.tokenbroker.gateway.browser.FormRoute;
import io.tokenbroker.gateway.browser.Redirect;
import io.tokenbroker.gateway.page.Next;
import io.tokenbroker.gateway.page.Notice;
import io.tokenbroker.gateway.page.NoticeText;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How sessions begin with a login, and how they end. Thread-safe. */
public final class SessionRoutes {
  /** Takes a form with the token of the session's own ({@link Session#formPurpose}). */
  public static final String LOGOUT_PATH = "/logout";

  private static final String LOGGED_OUT_PATH = "/logged-out";

  private final SessionParts parts;
  private final SessionCookies cookies;
  private final Optional<LoginRoutes> login;
  private final Sessions sessions;

  public SessionRoutes(SessionParts parts) {
    this.parts = parts;
    this.cookies =
        new SessionCookies(
            parts.sealed(), parts.publicUrl(), parts.settings().endedBefore(), parts.clock());
    this.login = parts.settings().login().map(is -> new LoginRoutes(parts, is, cookies));
    this.sessions = new InCookies(parts, cookies, login.isPresent());
  }

  /** The sessions of browsers. */
  public Sessions sessions() {
    return sessions;
  }

  /** How a session is given to a browser. */
  public SessionCookies cookies() {
    return cookies;
  }

  public void mount(Router router) {
    login.ifPresent(is -> is.mount(router));
    FormRoute.mount(router, LOGOUT_PATH, this::logout);
    router.get(LOGGED_OUT_PATH).handler(rc -> loggedOut(rc).onFailure(rc::fail));
  }

  private Future<Void> logout(RoutingContext rc) {
    Optional<Session> session = cookies.current(rc);
    session.ifPresent(is -> parts.forms().check(rc, is.formPurpose()));
    cookies.clear(rc);
    return session
        .filter(is -> is.kind() == Session.Kind.LOGIN)
        .flatMap(is -> login)
        .map(is -> is.endSessionUrl(parts.publicUrl().at(LOGGED_OUT_PATH)))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        // The session here is over, whether or not the provider can be asked.
        .recover(error -> Future.succeededFuture(Optional.empty()))
        .compose(
            there ->
                there
                    .map(url -> sentOn(rc, url))
                    .orElseGet(() -> Redirect.seeOther(rc, parts.publicUrl().at(LOGGED_OUT_PATH))));
  }

  /** A page in between: a form's redirect to another origin is held back by browsers. */
  private Future<Void> sentOn(RoutingContext rc, URI url) {
    return parts.pages().send(rc, Notice.goingOn(url, NoticeText.SENT_ON, url.getHost()));
  }

  private Future<Void> loggedOut(RoutingContext rc) {
    if (cookies.current(rc).isPresent()) {
      return Redirect.seeOther(rc, parts.publicUrl().connectionsUrl());
    }
    return parts
        .pages()
        .send(
            rc,
            new Notice(200, Notice.Tone.GOOD, NoticeText.LOGGED_OUT, List.of(), new Next.Stay()));
  }

  /** Sessions that are in the browsers' cookies. */
  private record InCookies(SessionParts parts, SessionCookies cookies, boolean canLogin)
      implements Sessions {
    @Override
    public Optional<Session> current(RoutingContext rc) {
      return cookies.current(rc);
    }

    @Override
    public Optional<URI> loginUrl(String backTo) {
      return canLogin
          ? Optional.of(
              QueryText.append(parts.publicUrl().at(LoginRoutes.PATH), Map.of("back", backTo)))
          : Optional.empty();
    }
  }
}
