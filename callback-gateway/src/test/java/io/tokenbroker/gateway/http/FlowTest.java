// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTest {
  private static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");

  private TestGateway gateway;
  private final TestBrowser browser = new TestBrowser();

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aFlowGoesFromTheLinkToTheProviderAndBackToTheReturnUrl() throws Exception {
    JsonObject link = link(",\"returnUrl\":\"https://app.example/done?tab=2\"");
    HttpResponse<String> connect = browser.connect(URI.create(link.getString("connectUrl")));

    assertThat(connect.statusCode()).isEqualTo(200);
    Map<String, String> request = TestBrowser.query(TestForm.next(connect));
    assertThat(TestForm.next(connect).toString()).startsWith("https://provider.example/authorize?");
    assertThat(request)
        .containsEntry("prompt", "consent")
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "client 1")
        .containsEntry("redirect_uri", gateway.publicUrl() + "/oauth/callback/crm")
        .containsEntry("scope", "contacts offline")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("access_type", "offline")
        .doesNotContainEntry("state", "attacker");
    assertThat(request.getOrDefault("state", ""))
        .startsWith(link.getString("authorizationId") + ".")
        .hasSize(87);

    AuthorizationStarted started = gateway.events(AuthorizationStarted.class).get(0);
    assertThat(gateway.log.get(0).topic()).isEqualTo(Topic.AUTHORIZATIONS);
    assertThat(gateway.log.get(0).key()).isEqualTo(ALICE.toString());
    assertThat(started.getAuthorizationId()).isEqualTo(link.getString("authorizationId"));
    assertThat(started.getInitiatedBy()).isEqualTo("shop");
    assertThat(started.getRedirectUri()).isEqualTo(request.get("redirect_uri"));
    byte[] verifier =
        gateway
            .keysets
            .brokerInboxOpener()
            .open(
                started.getSealedCodeVerifier(),
                SealedField.codeVerifier(ALICE, started.getAuthorizationId()));
    assertThat(sha256(new String(verifier, StandardCharsets.UTF_8)))
        .isEqualTo(request.get("code_challenge"));

    gateway.broker = this::succeed;
    HttpResponse<String> callback =
        browser.open(callback("code=abc&state=" + request.getOrDefault("state", "")));

    assertThat(callback.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(callback))
        .isEqualTo(
            "https://app.example/done?tab=2&authorization_id="
                + link.getString("authorizationId")
                + "&connector=crm&result=succeeded");
    AuthorizationCodeReceived received = gateway.events(AuthorizationCodeReceived.class).get(0);
    assertThat(
            gateway
                .keysets
                .brokerInboxOpener()
                .openSecret(
                    received.getSealedCode(),
                    SealedField.authorizationCode(ALICE, received.getAuthorizationId())))
        .isEqualTo(Secret.of("abc"));
  }

  @Test
  void theCookieIsHiddenFromScriptsAndOtherSites() {
    HttpResponse<String> connect = browser.connect(URI.create(link("").getString("connectUrl")));

    assertThat(connect.headers().firstValue("set-cookie").orElse(""))
        .startsWith("tb-")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Lax", "Path=/", "Max-Age=900")
        .doesNotContain("Domain", "Secure");
    assertThat(connect.headers().firstValue("cache-control")).contains("no-store");
    assertThat(connect.headers().firstValue("referrer-policy")).contains("no-referrer");
  }

  @Test
  void overTlsTheCookieIsSecureAndBoundToTheHost(@TempDir Path other) {
    try (TestGateway secure =
        new TestGateway(
            other,
            Duration.ofSeconds(5),
            Optional.of(URI.create("https://connect.example/broker/")))) {
      String url = link(secure, "").getString("connectUrl");
      assertThat(url).startsWith("https://connect.example/broker/connect/");
      HttpResponse<String> connect =
          browser.connect(secure.url(url.substring("https://connect.example/broker".length())));

      assertThat(connect.headers().firstValue("set-cookie").orElse(""))
          .startsWith("__Host-tb-")
          .contains("Secure", "Path=/")
          .doesNotContain("Domain");
      assertThat(TestBrowser.query(TestForm.next(connect)))
          .containsEntry("redirect_uri", "https://connect.example/broker/oauth/callback/crm");
    }
  }

  @Test
  void aSecondClickOnTheCallbackGetsTheSameOutcomeAndProducesNothing() {
    String state = openLink("");
    gateway.broker = this::succeed;
    HttpResponse<String> first = browser.open(callback("code=abc&state=" + state));
    HttpResponse<String> second = browser.open(callback("code=abc&state=" + state));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).contains("crm is connected");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void aReplayInAnotherBrowserIsRefused() {
    String state = openLink("");
    gateway.broker = this::succeed;
    browser.open(callback("code=abc&state=" + state));
    HttpResponse<String> replay = new TestBrowser().open(callback("code=abc&state=" + state));

    assertThat(replay.statusCode()).isEqualTo(400);
    assertThat(replay.body()).contains("not started in this browser");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void aCallbackWithTheStateOfAnotherFlowIsRefused() {
    openLink("");
    TestBrowser victim = new TestBrowser();
    String attackersState = openLink("");
    victim.connect(URI.create(link("").getString("connectUrl")));
    HttpResponse<String> swapped = victim.open(callback("code=abc&state=" + attackersState));

    assertThat(swapped.statusCode()).isEqualTo(400);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
  }

  @Test
  void aCookieOfAnotherFlowUnderThisFlowsNameDoesNotOpen() {
    String state = openLink("");
    String name = browser.flowCookie();
    TestBrowser attacker = new TestBrowser();
    attacker.connect(URI.create(link("").getString("connectUrl")));
    browser.cookies.put(name, attacker.cookies.getOrDefault(attacker.flowCookie(), ""));

    assertThat(browser.open(callback("code=abc&state=" + state)).statusCode()).isEqualTo(400);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
  }

  @Test
  void theIssuerMustBeTheConnectorsWhenItHasOne() {
    gateway.define(TestGateway.connector("crm", 2).setIssuer("https://provider.example").build());
    String state = openLink("");
    String base = "code=abc&state=" + state;
    assertThat(gateway.events(AuthorizationStarted.class).get(0).getRedirectUri())
        .isEqualTo(gateway.publicUrl() + "/oauth/callback");

    assertThat(browser.open(callback(base)).statusCode()).isEqualTo(400);
    assertThat(browser.open(callback(base + "&iss=https://evil.example")).statusCode())
        .isEqualTo(400);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    gateway.broker = this::succeed;
    assertThat(browser.open(callback(base + "&iss=https%3A%2F%2Fprovider.example")).statusCode())
        .isEqualTo(200);
    assertThat(gateway.events(AuthorizationStarted.class).get(0).getConnectorRevision())
        .isEqualTo(2);
  }

  @Test
  void theConnectorInTheCallbacksPathMustBeTheFlows() {
    String state = openLink("");
    gateway.broker = this::succeed;

    assertThat(
            browser.open(gateway.url("/oauth/callback/mail?code=abc&state=" + state)).statusCode())
        .isEqualTo(400);
    assertThat(browser.open(gateway.url("/oauth/callback?code=abc&state=" + state)).statusCode())
        .isEqualTo(400);
    assertThat(
            browser.open(gateway.url("/oauth/callback/crm?code=abc&state=" + state)).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "code=abc",
        "state=STATE",
        "code=&state=STATE",
        "code=a&error=b&state=STATE",
        "code=a&code=b&state=STATE",
        "code=a&state=STATE&state=STATE",
        "code=a&state=STATE&State=STATE",
        "code=a&state=STATE&x=1&x=2",
        "code=a&state=short",
        "code=a%0Ab&state=STATE",
        "code=a&state=STATE%00"
      })
  void aMalformedCallbackIsRefusedWithAPageAndProducesNothing(String query) {
    String state = openLink(",\"returnUrl\":\"https://app.example/done\"");
    HttpResponse<String> response = browser.open(callback(query.replace("STATE", state)));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(response.headers().firstValue("location")).isEmpty();
    assertThat(response.body()).doesNotContain(state).doesNotContain("Exception");
    assertThat(gateway.authorizationEvents()).hasSize(1);
  }

  @Test
  void aProvidersErrorReachesTheBrokerCleanedAndTheApplicationWithItsReason() {
    String state = openLink(",\"returnUrl\":\"https://app.example/done\"");
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationRejected rejected) {
            gateway.replies.accept(
                AuthorizationFailed.newBuilder()
                    .setAuthorizationId(rejected.getAuthorizationId())
                    .setTokenKey(appended.key())
                    .setReason(rejected.getError())
                    .setCompletedAt(TestGateway.START)
                    .build());
          }
        };
    HttpResponse<String> response =
        browser.open(
            callback(
                "error=access_denied&error_description=no%0A"
                    + "x".repeat(300)
                    + "&state="
                    + state));

    assertThat(TestBrowser.location(response))
        .startsWith("https://app.example/done?")
        .endsWith("&connector=crm&result=failed&reason=access_denied");
    assertThat(
            gateway.events(AuthorizationRejected.class).get(0).getErrorDescription().orElseThrow())
        .hasSize(256)
        .startsWith("no x");
  }

  @Test
  void anOutcomeThatTakesLongerIsWaitedForOnAPage(@TempDir Path other) {
    gateway.close();
    gateway = new TestGateway(other, Duration.ofMillis(50));
    String state = openLink("");
    HttpResponse<String> callback = browser.open(callback("code=abc&state=" + state));
    URI waiting = URI.create(TestBrowser.location(callback));

    assertThat(callback.statusCode()).isEqualTo(303);
    assertThat(waiting.getPath()).startsWith("/oauth/outcome/");
    assertThat(browser.open(waiting).body()).contains("http-equiv=\"refresh\" content=\"2\"");
    assertThat(new TestBrowser().open(waiting).statusCode()).isEqualTo(400);

    gateway.log.forEach(this::succeed);
    assertThat(browser.open(waiting).body()).contains("crm is connected");
  }

  @Test
  void aCallbackAfterTheFlowsEndIsRefused() {
    String state = openLink("");
    gateway.clock.advance(Duration.ofMinutes(11));
    HttpResponse<String> late = browser.open(callback("code=abc&state=" + state));

    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(late.body()).contains("took too long");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
  }

  @Test
  void anExpiredOrChangedLinkShowsAPageAndStartsNothing() {
    String url = link("").getString("connectUrl");
    HttpResponse<String> changed = browser.open(URI.create(url.substring(0, url.length() - 5)));
    gateway.clock.advance(Duration.ofMinutes(11));
    HttpResponse<String> expired = browser.open(URI.create(url));

    assertThat(changed.statusCode()).isEqualTo(400);
    assertThat(changed.body()).contains("does not work");
    assertThat(expired.statusCode()).isEqualTo(400);
    assertThat(expired.body()).contains("expired");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aLinkWhoseReturnOriginIsNoLongerAllowedIsRefused() {
    String url = link(",\"returnUrl\":\"https://app.example/done\"").getString("connectUrl");
    gateway.define(TestGateway.connector("crm", 2).setAllowedReturnOrigins(List.of()).build());

    assertThat(browser.open(URI.create(url)).statusCode()).isEqualTo(400);
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aLinkOfAConnectorThatNeedsNoBrowserAnyMoreIsRefused() {
    String url = link("").getString("connectUrl");
    gateway.define(TestGateway.clientCredentialsConnector("crm", 2).build());
    HttpResponse<String> outdated = browser.open(URI.create(url));
    // Per-user still, so that it is not the user that does not fit.
    gateway.define(
        TestGateway.connector("crm", 3).setGrantType(GrantType.CLIENT_CREDENTIALS).build());
    HttpResponse<String> misfit = browser.open(URI.create(url));

    assertThat(outdated.statusCode()).isEqualTo(400);
    assertThat(misfit.statusCode()).isEqualTo(400);
    assertThat(misfit.body()).contains("out of date");
    assertThat(gateway.log).isEmpty();
    assertThat(browser.cookies).isEmpty();
  }

  @Test
  void anApplicationMayAskForMoreScopesThanTheConnectors() {
    JsonObject link = link(",\"scopes\":[\"contacts\",\"offline\",\"contacts:write\"]");
    HttpResponse<String> connect = browser.connect(URI.create(link.getString("connectUrl")));

    assertThat(TestBrowser.query(TestForm.next(connect)))
        .containsEntry("scope", "contacts offline contacts:write");
    assertThat(gateway.events(AuthorizationStarted.class).get(0).getScopes())
        .containsExactly("contacts", "offline", "contacts:write");
  }

  @Test
  void withoutKafkaTheBrowserIsAskedToComeAgain() {
    String url = link("").getString("connectUrl");
    TestForm form = TestForm.on(browser.open(URI.create(url)));
    gateway.kafkaIsAway = true;
    HttpResponse<String> away = browser.press(URI.create(url), form);

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("retry-after")).isPresent();
    assertThat(away.headers().firstValue("set-cookie")).isEmpty();
    gateway.kafkaIsAway = false;
    assertThat(TestForm.next(browser.connect(URI.create(url)))).hasHost("provider.example");
  }

  @Test
  void pagesLoadNothingFromElsewhereAndCanNotBeFramed() {
    HttpResponse<String> page = browser.open(gateway.url("/connect/nonsense"));

    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "style-src 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
  }

  private JsonObject link(String moreFields) {
    return link(gateway, moreFields);
  }

  private static JsonObject link(TestGateway gateway, String moreFields) {
    HttpResponse<String> response =
        TestBrowser.send(
            HttpRequest.newBuilder(gateway.url("/v1/connectors/crm/authorizations"))
                .header("Authorization", "Bearer " + gateway.acmeKey)
                .POST(BodyPublishers.ofString("{\"user\":\"alice\"" + moreFields + "}"))
                .build());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return new JsonObject(response.body());
  }

  /** Opens a new link in the browser and presses its button; gives the state. */
  private String openLink(String moreFields) {
    HttpResponse<String> connect =
        browser.connect(URI.create(link(moreFields).getString("connectUrl")));
    return TestBrowser.query(TestForm.next(connect)).getOrDefault("state", "");
  }

  private URI callback(String query) {
    return gateway.url("/oauth/callback/crm?" + query);
  }

  private void succeed(TestGateway.Appended appended) {
    if (appended.event() instanceof AuthorizationCodeReceived received) {
      gateway.replies.accept(
          AuthorizationSucceeded.newBuilder()
              .setAuthorizationId(received.getAuthorizationId())
              .setTokenKey(appended.key())
              .setGeneration(7)
              .setSequence(1)
              .setScopes(List.of("contacts"))
              .setExpiresAt(TestGateway.START)
              .setCompletedAt(TestGateway.START)
              .build());
    }
  }

  private static String sha256(String text) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
