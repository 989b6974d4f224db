// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.LoginSettings;
import io.tokenbroker.gateway.session.PersonClaims;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.gateway.session.SessionCookies;
import io.tokenbroker.gateway.session.SessionSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives browsers sessions as if their persons had logged in, or had come with a link. */
final class TestSessions {
  private TestSessions() {}

  /** Of a deployment with a login that nobody gets to. */
  static SessionSettings withLogin() {
    return SessionSettings.DEFAULT.withLogin(
        new LoginSettings(
            URI.create("https://login.example"),
            "client",
            Optional.empty(),
            LoginSettings.DEFAULT_SCOPES,
            new PersonClaims(
                new PersonClaims.Tenant(Optional.of("acme"), Optional.empty()),
                "sub",
                "name",
                new PersonClaims.Shared(
                    Session.SharedGrants.SEEN, Optional.empty(), Set.of(), Set.of()))));
  }

  static void set(
      TestGateway gateway, TestBrowser browser, Session.Kind kind, String tenant, String user) {
    SessionCookies cookies = cookies(gateway);
    browser.cookies.put(
        cookies.name(),
        cookies.value(
            new Session(
                kind,
                tenant,
                user,
                Optional.empty(),
                Session.SharedGrants.HIDDEN,
                List.of("default"),
                Optional.empty(),
                gateway.clock.instant(),
                TestGateway.START.plusSeconds(3600))));
  }

  static void end(TestGateway gateway, TestBrowser browser) {
    browser.cookies.remove(cookies(gateway).name());
  }

  private static SessionCookies cookies(TestGateway gateway) {
    GatewayKeys keys = GatewayKeys.from(gateway.keysets);
    return new SessionCookies(
        SealedText.of(keys), new PublicUrl(gateway.publicUrl()), Optional.empty(), gateway.clock);
  }
}
