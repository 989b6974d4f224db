// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.gateway.session.Sessions;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Sessions of browsers that say themselves who sits there, in a cookie: {@code KIND.tenant.user}.
 */
final class FakeSessions implements Sessions {
  private static final String COOKIE = "fake-session";

  static void set(TestBrowser browser, Session.Kind kind, String tenant, String user) {
    browser.cookies.put(COOKIE, kind + "." + tenant + "." + user);
  }

  static void end(TestBrowser browser) {
    browser.cookies.remove(COOKIE);
  }

  @Override
  public Optional<Session> current(RoutingContext rc) {
    return Optional.ofNullable(rc.request().getCookie(COOKIE))
        .map(Cookie::getValue)
        .map(value -> List.of(value.split("\\.", -1)))
        .map(
            parts ->
                new Session(
                    Session.Kind.valueOf(parts.get(0)),
                    parts.get(1),
                    parts.get(2),
                    Optional.empty(),
                    Session.SharedGrants.HIDDEN,
                    List.of("default"),
                    Optional.empty(),
                    TestGateway.START.plusSeconds(3600)));
  }

  @Override
  public Optional<URI> loginUrl(String backTo) {
    return Optional.of(
        URI.create(
            "https://login.example/?back=" + URLEncoder.encode(backTo, StandardCharsets.UTF_8)));
  }
}
