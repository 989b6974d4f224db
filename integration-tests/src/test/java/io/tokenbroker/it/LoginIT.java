// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.gateway.session.LoginSettings;
import io.tokenbroker.gateway.session.PersonClaims;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.spring.Person;
import io.tokenbroker.it.spring.SpringAuthorizationServer;
import io.tokenbroker.it.spring.SpringAuthorizationServer.Registration;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People log in at an authorization server that others wrote, and manage their connections. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoginIT {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final TestConnector.Client GATEWAY =
      new TestConnector.Client("gateway", "secret-of-the-gateway");
  private static final TestConnector.Client CALENDAR =
      new TestConnector.Client("calendar", "secret-of-the-calendar");
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final SpringAuthorizationServer server =
      SpringAuthorizationServer.start(
          List.of(
              new Registration(GATEWAY, "/login/callback", LIFETIME),
              new Registration(CALENDAR, "/oauth/callback/calendar", LIFETIME)));
  private final TestSystem system;

  LoginIT(@TempDir Path folder) {
    system =
        TestSystem.start(
            folder,
            List.of(
                TestConnector.perUser(
                        new ConnectorId("acme", "calendar"), server.endpoints(), CALENDAR)
                    .withScopes("openid", "profile")),
            SessionSettings.DEFAULT.withLogin(login()));
  }

  @BeforeAll
  void startBroker() throws InterruptedException {
    system.startBroker("one");
  }

  @AfterAll
  void close() {
    system.close();
    server.close();
  }

  @Test
  void aPersonLogsInConnectsAndDisconnectsOnTheirPage() {
    Person ada = new Person("ada");
    TokenKey key = TokenKey.personal("acme", "calendar", "ada");
    Browser.Page page = ada.logIn(connections());
    assertThat(page.address()).isEqualTo(connections());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("ada", "calendar");

    Browser.Page connected =
        ada.allow(ada.browser().submit(page.formWith("connector").with("do", "connect")));
    assertThat(connected.address().toString()).startsWith(connections().toString());
    await("a token at the runner")
        .atMost(WAIT)
        .until(() -> system.tokens("acme").get(key).isPresent());

    Browser.Page disconnected =
        ada.browser()
            .submit(
                ada.browser().open(connections()).formWith("connector").with("do", "disconnect"));
    assertThat(disconnected.status()).isEqualTo(200);
    await("the runner is told").atMost(WAIT).until(() -> system.tokens("acme").get(key).isEmpty());
  }

  @Test
  void anotherPersonsAnswerDoesNotLogAnybodyIn() {
    Person grace = new Person("grace");
    grace.logIn(connections());
    URI callback = grace.browser().visited("/login/callback");

    Browser.Page stranger = new Browser().open(callback);

    assertThat(stranger.status()).isEqualTo(400);
    assertThat(stranger.body()).doesNotContain("grace");
  }

  private URI connections() {
    return URI.create(system.gatewayUrl() + "/connections");
  }

  private LoginSettings login() {
    return new LoginSettings(
        server.issuer(),
        GATEWAY.id(),
        Optional.of(Secret.of(GATEWAY.secret())),
        LoginSettings.DEFAULT_SCOPES,
        new PersonClaims(
            new PersonClaims.Tenant(Optional.of("acme"), Optional.empty()),
            "sub",
            "name",
            PersonClaims.Shared.SEEN));
  }
}
