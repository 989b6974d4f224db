// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.key.TokenKey;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoggedInConnectionsTest {
  private static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");
  private static final String TEAM = "do=disconnect&connector=team&alias=default";

  private FakeOpenIdProvider provider;
  private TestGateway gateway;
  private final TestBrowser browser = new TestBrowser();

  @BeforeEach
  void start(@TempDir Path folder) {
    provider = new FakeOpenIdProvider();
    gateway =
        new TestGateway(folder, Duration.ofMillis(100), Optional.empty(), provider.settings());
    gateway.define(TestGateway.connector("team", 1).setAuthMode(AuthMode.SHARED).build());
    gateway.define(TestGateway.connector("secret", 1).setTenant("globex").build());
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  @Test
  void whoIsNotLoggedInIsSentToTheLogin() {
    HttpResponse<String> page = browser.open(gateway.url("/connections"));

    assertThat(page.statusCode()).isEqualTo(302);
    assertThat(TestBrowser.location(page))
        .isEqualTo(gateway.publicUrl() + "/login?back=%2Fconnections");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void sessionsThatHadBegunBeforeTheTimeThatTheOperatorSetAreOver(@TempDir Path other) {
    try (TestGateway later =
        new TestGateway(
            other,
            Duration.ofMillis(100),
            Optional.empty(),
            provider.settings().withEndedBefore(TestGateway.START.plusSeconds(60)))) {
      TestSessions.set(later, browser, Session.Kind.LOGIN, "acme", "alice");
      assertThat(browser.open(later.url("/connections")).statusCode()).isEqualTo(302);
      TestSessions.set(later, browser, Session.Kind.LINK, "acme", "alice");
      assertThat(browser.open(later.url("/connections")).statusCode()).isEqualTo(302);

      later.clock.advance(Duration.ofSeconds(60));
      TestSessions.set(later, browser, Session.Kind.LOGIN, "acme", "alice");
      assertThat(browser.open(later.url("/connections")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void thePageAsksForThePersonThatTheIdTokenNames() {
    provider.logIn(gateway, browser);
    browser.open(gateway.url("/connections"));

    assertThat(gateway.log)
        .extracting(TestGateway.Appended::key)
        .containsExactlyInAnyOrder(ALICE.toString(), TokenKey.shared("acme", "team").toString());
    assertThat(gateway.events(DescribeGrant.class))
        .allSatisfy(asked -> assertThat(asked.getRequestedBy()).isEqualTo("login:alice"));
  }

  @ParameterizedTest
  @EnumSource(Binding.class)
  void aPersonWhoIsLoggedInMayConnectWhateverTheBinding(Binding binding) {
    gateway.define(TestGateway.connector("crm", 2).setBinding(binding).build());
    provider.logIn(gateway, browser);

    assertThat(TestForm.next(submit("do=connect&connector=crm&alias=default")))
        .hasHost("provider.example");
  }

  @Test
  void sharedGrantsAreChangedByThoseWhomAClaimMakesTheirManagers() {
    provider.logIn(gateway, browser);
    assertThat(submit(TEAM).statusCode()).isEqualTo(403);

    provider.claims = claims -> claims.claim("groups", List.of("admins"));
    provider.logIn(gateway, browser);
    assertThat(submit(TEAM).statusCode()).isEqualTo(303);
    assertThat(gateway.events(RevokeToken.class)).hasSize(1);
  }

  @Test
  void aLinkOfTheSamePersonLeavesThemLoggedIn() {
    provider.logIn(gateway, browser);
    URI link = link("{\"user\":\"alice\",\"aliases\":[\"work\"],\"shared\":\"managed\"}");
    String token = LoginTest.formToken(browser.open(link).body());
    browser.post(link, "form_token=" + token);

    assertThat(browser.open(gateway.url("/connections")).body()).contains("Alice A.");
    assertThat(gateway.log)
        .extracting(TestGateway.Appended::key)
        .contains(ALICE.withAlias("work").toString())
        .doesNotContain(ALICE.toString());
    assertThat(submit(TEAM).statusCode()).isEqualTo(403);
  }

  @Test
  void aLinkOfAnotherPersonSaysWhoseLoginItEnds() {
    provider.logIn(gateway, browser);

    assertThat(browser.open(link("{\"user\":\"bob\"}")).body()).contains("bob", "Alice A.");
  }

  @Test
  void anAuthorizationMayEndOnOurPageAndOnNoOtherOfOurs() {
    assertThat(start(gateway.publicUrl() + "/connections").statusCode()).isEqualTo(201);
    assertThat(start(gateway.publicUrl() + "/connections?x=y").statusCode()).isEqualTo(400);
    assertThat(start(gateway.publicUrl() + "/logged-out").statusCode()).isEqualTo(400);
  }

  @Test
  void ourPageConfirmsNothingSoNoAuthorizationThatHasToBeConfirmedEndsThere() {
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());

    assertThat(start(gateway.publicUrl() + "/connections").body()).contains("return_url_required");
  }

  @Test
  void whoseLoginHasEndedBeforeTheCallbackStartsAgainInsteadOfGettingACodeThatNobodyTakes() {
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());
    provider.logIn(gateway, browser);
    String state =
        TestBrowser.query(TestForm.next(submit("do=connect&connector=crm&alias=default")))
            .getOrDefault("state", "");
    TestSessions.end(gateway, browser);

    HttpResponse<String> refused =
        browser.open(gateway.url("/oauth/callback/crm?code=abc&state=" + state));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
  }

  private HttpResponse<String> submit(String form) {
    String token = LoginTest.formToken(browser.open(gateway.url("/connections")).body());
    return browser.post(gateway.url("/connections"), form + "&form_token=" + token);
  }

  private URI link(String request) {
    return URI.create(
        new JsonObject(post("/v1/connection-links", request).body()).getString("connectionsUrl"));
  }

  private HttpResponse<String> start(String returnUrl) {
    return post(
        "/v1/connectors/crm/authorizations",
        "{\"user\":\"alice\",\"returnUrl\":\"" + returnUrl + "\"}");
  }

  private HttpResponse<String> post(String path, String body) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .POST(BodyPublishers.ofString(body))
            .build());
  }
}
