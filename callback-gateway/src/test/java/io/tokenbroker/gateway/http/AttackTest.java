// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on a flow (RFC 9700, section 4): each fails, for the reason that is written down. */
class AttackTest {
  private static final String RETURN = ",\"returnUrl\":\"https://app.example/done\"";

  private TestGateway gateway;
  private TestFlow victim;
  private final TestBrowser attacker = new TestBrowser();
  private RefusalLog refusals;

  @BeforeEach
  void start(@TempDir Path folder) {
    refusals = new RefusalLog();
    gateway = new TestGateway(folder, Duration.ofSeconds(5));
    victim = new TestFlow(gateway);
    victim.everyCodeIsGood();
  }

  @AfterEach
  void stop() {
    gateway.close();
    refusals.close();
  }

  @Test
  void aCallbackReplayedInAnotherBrowserIsNotThatBrowsers() {
    URI callback = victim.callback("code=abc&state=" + victim.state(""));
    victim.browser.open(callback);

    expectRefused(attacker.open(callback), 400, "flow_cookie_missing");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  /** Connection fixation: one link, two browsers, and the account of who should not have it. */
  @Test
  void aCodeThatAnotherBrowserGotWithTheSameLinkIsRefused() {
    URI link = victim.link(RETURN);
    TestFlow.state(victim.browser, link);
    String attackersState = TestFlow.state(attacker, link);

    HttpResponse<String> refused =
        victim.browser.open(victim.callback("code=attackers&state=" + attackersState));

    expectRefused(refused, 400, "callback_state_mismatch");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
  }

  @Test
  void aCallbackOfTheAttackersOwnAccountIsNotTakenInTheVictimsBrowser() {
    victim.state("");
    String attackersState = TestFlow.state(attacker, victim.link(",\"alias\":\"x\""));

    // Login CSRF and a swapped state are one: the victim is made to open the attacker's callback.
    HttpResponse<String> refused =
        victim.browser.open(victim.callback("code=attackers&state=" + attackersState));

    expectRefused(refused, 400, "flow_cookie_missing");
    expectNoCode();
  }

  @Test
  void aStateOfAnotherFlowOfTheSameBrowserIsNotMistakenForThisOne() {
    String one = victim.state("");
    String two = victim.state(",\"alias\":\"second\"");

    HttpResponse<String> refused =
        victim.browser.open(victim.callback("x=" + one + "&code=abc&state=" + two));

    expectRefused(refused, 400, "callback_state_mismatch");
    expectAudited("callback_state_mismatch");
    expectNoCode();
  }

  @Test
  void aCookieOfAnotherFlowUnderThisOnesNameDoesNotOpen() {
    String state = victim.state("");
    TestFlow.state(attacker, victim.link(""));
    victim.browser.cookies.put(
        victim.browser.flowCookie(), attacker.cookies.getOrDefault(attacker.flowCookie(), ""));

    expectRefused(
        victim.browser.open(victim.callback("code=abc&state=" + state)),
        400,
        "flow_cookie_invalid");
    expectNoCode();
  }

  @Test
  void aCodeInjectedFromAnotherSessionMeetsAnotherVerifier() {
    Map<String, List<String>> attackers = TestFlow.open(attacker, victim.link(""));
    Map<String, List<String>> victims = victim.open("");

    victim.browser.open(
        victim.callback("code=attackers&state=" + victims.getOrDefault("state", List.of()).get(0)));

    // The provider gave the code for the attacker's challenge; the broker will send this verifier.
    AuthorizationStarted started = gateway.events(AuthorizationStarted.class).get(1);
    assertThat(gateway.events(AuthorizationCodeReceived.class))
        .singleElement()
        .extracting(AuthorizationCodeReceived::getAuthorizationId)
        .isEqualTo(started.getAuthorizationId());
    String verifier =
        new String(
            gateway
                .keysets
                .brokerInboxOpener()
                .open(
                    started.getSealedCodeVerifier(),
                    SealedField.codeVerifier(TestFlow.ALICE, started.getAuthorizationId())),
            StandardCharsets.UTF_8);
    String challenge = Sha256.base64Url(Secret.of(verifier));
    assertThat(victims).containsEntry("code_challenge", List.of(challenge));
    assertThat(attackers).doesNotContainEntry("code_challenge", List.of(challenge));
  }

  @Test
  void anAnswerOfAnotherProviderThatHasAPathOfItsOwnIsNotTaken() {
    gateway.define(TestGateway.connector("mail", 1).build());
    String state = victim.state("");

    for (String path : List.of("/oauth/callback/mail", "/oauth/callback", "/oauth/callback/CRM")) {
      HttpResponse<String> refused =
          victim.browser.open(gateway.url(path + "?code=abc&state=" + state));
      assertThat(refused.statusCode()).as(path).isEqualTo(400);
    }
    assertThat(refusals.reasons()).hasSize(3).containsOnly("callback_connector_mismatch");
    expectNoCode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&iss=https%3A%2F%2Fevil.example",
        "&iss=https%3A%2F%2Fprovider.example%2F",
        "&iss=HTTPS%3A%2F%2Fprovider.example",
        "&iss=https%3A%2F%2Fprovider.example%00",
        "&iss=https%3A%2F%2Fprovider.example.evil.example",
        "&ISS=https%3A%2F%2Fprovider.example"
      })
  void anAnswerWhoseIssuerIsNotExactlyTheConnectorsIsNotTaken(String issuer) {
    gateway.define(TestGateway.connector("crm", 2).setIssuer("https://provider.example").build());
    String state = victim.state("");

    HttpResponse<String> refused =
        victim.browser.open(gateway.url("/oauth/callback?code=abc&state=" + state + issuer));

    expectRefused(refused, 400, "callback_issuer_mismatch");
    assertThat(refused.body()).contains("somewhere else");
    expectAudited("callback_issuer_mismatch");
    expectNoCode();
  }

  @ParameterizedTest
  @CsvSource({
    "code=a&error=b&state=STATE, callback_contradicting",
    "code=a&code=b&state=STATE, callback_duplicate_parameter",
    "code=a&state=STATE&state=STATE, callback_duplicate_parameter",
    "code=a&state=STATE&error_description=x&error_description=y, callback_duplicate_parameter",
    "code=a&Code=b&state=STATE, callback_duplicate_parameter",
    "state=STATE, callback_code_missing",
    "code=&state=STATE, callback_code_missing",
    "code=a%0Ab&state=STATE, callback_code_malformed",
    "code=a%F0%9F%98%80&state=STATE, callback_code_malformed"
  })
  void aCallbackThatCanBeReadInTwoWaysIsAudited(String query, String reason) {
    String state = victim.state(RETURN);

    HttpResponse<String> refused =
        victim.browser.open(victim.callback(query.replace("STATE", state)));

    expectRefused(refused, 400, reason);
    expectAudited(reason);
    expectNoCode();
    assertThat(refusals.text()).doesNotContain(state);
  }

  @Test
  void anUnknownStateIsRefusedWithoutARecordOfAnyGrant() {
    expectRefused(
        attacker.open(victim.callback("code=a&state=" + TestFlow.STRANGE_STATE)),
        400,
        "flow_cookie_missing");
    assertThat(
            attacker
                .open(victim.callback("code=a&code=b&state=" + TestFlow.STRANGE_STATE))
                .statusCode())
        .isEqualTo(400);
    assertThat(refusals.reasons()).last().isEqualTo("callback_duplicate_parameter");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void whatIsOversizedIsRefused() {
    gateway.define(TestGateway.connector("crm", 2).setIssuer("https://provider.example").build());
    String state = victim.state("");
    String callback = "/oauth/callback?state=" + state;

    assertThat(
            victim.browser.open(gateway.url(callback + "&code=" + "a".repeat(4_097))).statusCode())
        .isEqualTo(400);
    assertThat(
            victim
                .browser
                .open(gateway.url(callback + "&code=a&iss=" + "a".repeat(1_025)))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            victim.browser.open(gateway.url(callback + "&code=" + "a".repeat(12_000))).statusCode())
        .as("the address, as HTTP/1.1 and as HTTP/2 have it")
        .isIn(414, 431);
    assertThat(refusals.reasons())
        .containsExactly("callback_code_malformed", "callback_parameter_too_long");
    expectNoCode();
  }

  @Test
  void aHostileErrorReachesTheBrokerCleanedAndNoPage() {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationRejected rejected) {
            gateway.replies.accept(TestFlow.failed(appended, rejected.getError()));
          }
        };
    String words = "%3Cscript%3E%E2%80%AEgpj.%00%0D%0ASet-Cookie%3A+a%3Db%E2%80%A8";

    HttpResponse<String> end =
        victim.browser.open(
            victim.callback(
                "error=%3Cscript%3Ealert(1)%3C/script%3E"
                    + "x".repeat(100)
                    + "&error_description="
                    + words
                    + "y".repeat(500)
                    + "&state="
                    + victim.state("")));

    assertThat(end.body()).contains("crm was not connected").doesNotContain("<script>alert");
    AuthorizationRejected rejected = gateway.events(AuthorizationRejected.class).get(0);
    assertThat(rejected.getError()).hasSize(64);
    assertThat(rejected.getErrorDescription().orElseThrow())
        .hasSize(256)
        .startsWith("<script> gpj.   Set-Cookie: a=b y");
    assertThat(end.body()).doesNotContain("gpj.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoeverOpensAForwardedLinkTooGetsNoCodeForWhatTheVictimConsentedTo(boolean before) {
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());
    victim.everyCodeHasToBeConfirmed();
    URI link = victim.link(RETURN);
    TestFlow.state(before ? attacker : victim.browser, link);
    String attackersState = TestFlow.state(attacker, link);
    String state = TestFlow.state(victim.browser, link);
    if (!before) {
      TestFlow.state(attacker, link);
    }
    URI callback = victim.callback("code=victims&state=" + state);
    assertThat(TestBrowser.location(victim.browser.open(callback))).contains("result=confirm");
    String id = gateway.events(AuthorizationCodeReceived.class).get(0).getAuthorizationId();

    for (HttpResponse<String> answer :
        List.of(
            attacker.open(victim.callback("code=victims&state=" + attackersState)),
            attacker.open(gateway.url("/oauth/outcome/" + id)),
            attacker.connect(link))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("not started in this browser");
      assertThat(answer.headers().firstValue("location")).isEmpty();
      assertThat(answer.body()).doesNotContain("confirmation_code");
    }
    assertThat(refusals.reasons()).hasSize(3).containsOnly("confirmation_of_another_browser");
    expectAudited("confirmation_of_another_browser");
    expectRefused(attacker.open(callback), 400, "callback_state_mismatch");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void aCodeThatTheAttackersBrowserBringsFirstIsOnlyThatBrowsersToConfirm() {
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());
    victim.everyCodeHasToBeConfirmed();
    URI link = victim.link(RETURN);
    String state = TestFlow.state(attacker, link);
    String victims = TestFlow.state(victim.browser, link);
    attacker.open(victim.callback("code=attackers&state=" + state));

    // The application's session in the attacker's browser is the attacker's: it can't confirm.
    expectRefused(
        victim.browser.open(victim.callback("code=victims&state=" + victims)),
        400,
        "confirmation_of_another_browser");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void theButtonCanBePressedOnOurOwnPageOnly() {
    URI link = victim.link("");
    TestForm form = TestForm.on(victim.browser.open(link));
    TestForm otherLinks = TestForm.on(victim.browser.open(victim.link("")));
    TestForm attackers = TestForm.on(attacker.open(link));

    expectRefused(TestBrowser.postFromElsewhere(link, form.fields()), 403, "form_cookie_missing");
    expectRefused(victim.browser.post(link, "a=b"), 403, "form_token_missing");
    expectRefused(victim.browser.press(link, attackers), 403, "form_token_of_another_browser");
    expectRefused(victim.browser.press(link, otherLinks), 403, "form_token_invalid");
    expectRefused(victim.browser.post(link, "form_token=x"), 403, "form_token_invalid");
    expectRefused(
        victim.browser.press(link, form, Map.of("Sec-Fetch-Site", "cross-site")),
        403,
        "form_cross_site");
    expectRefused(
        victim.browser.press(link, form, Map.of("Sec-Fetch-Site", "same-site")),
        403,
        "form_cross_site");
    for (String origin :
        List.of("https://evil.example", "https://" + link.getAuthority(), link.getAuthority())) {
      expectRefused(
          victim.browser.press(link, form, Map.of("Origin", origin)), 403, "form_cross_site");
    }
    assertThat(gateway.log).isEmpty();
    assertThat(
            victim.browser.press(link, form, Map.of("Sec-Fetch-Site", "same-origin")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void noPageOfAFlowCanBeFramed() {
    URI link = victim.link("");
    HttpResponse<String> connect = victim.browser.open(link);
    HttpResponse<String> pressed = victim.browser.press(link, TestForm.on(connect));
    String state = TestBrowser.query(TestForm.next(pressed)).getOrDefault("state", "");
    HttpResponse<String> outcome = victim.browser.open(victim.callback("code=a&state=" + state));
    HttpResponse<String> refused = attacker.open(victim.callback("code=a&state=" + state));

    for (HttpResponse<String> page : List.of(connect, pressed, outcome, refused)) {
      assertThat(page.headers().firstValue("content-security-policy").orElse(""))
          .contains("frame-ancestors 'none'", "default-src 'none'", "base-uri 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("referrer-policy")).contains("no-referrer");
      assertThat(page.headers().firstValue("cache-control")).contains("no-store");
    }
  }

  @Test
  void noParameterWritesAHeader() {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationRejected rejected) {
            gateway.replies.accept(TestFlow.failed(appended, rejected.getError()));
          }
        };
    String state = victim.state(RETURN);

    HttpResponse<String> end =
        victim.browser.open(victim.callback("error=a%0D%0ASet-Cookie:+x%3Dy&state=" + state));

    assertThat(end.statusCode()).isEqualTo(303);
    assertThat(end.headers().map()).doesNotContainKey("set-cookie");
    assertThat(TestBrowser.location(end))
        .startsWith("https://app.example/done?")
        .endsWith("&reason=a%3F%3FSet-Cookie%3A+x%3Dy");
    assertThat(attacker.open(gateway.url("/oauth/callback/%0d%0aX:%20y?code=a&state=" + state)))
        .matches(answer -> answer.headers().firstValue("x").isEmpty());
  }

  @Test
  void aTicketOrCookieOfAnotherDeploymentIsWorthNothing(@TempDir Path other) {
    try (TestGateway elsewhere = new TestGateway(other, Duration.ofSeconds(5))) {
      TestFlow there = new TestFlow(elsewhere);
      URI link = there.link("");
      String state = TestFlow.state(attacker, link);

      expectRefused(attacker.open(gateway.url(link.getRawPath())), 400, "connect_link_invalid");
      expectRefused(
          attacker.open(victim.callback("code=a&state=" + state)), 400, "flow_cookie_invalid");
    }
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aTenantCanNotStartAnothersConnectorNorEndItsFlow() {
    assertThat(victim.ask(gateway.otherTenantKey, "{\"user\":\"alice\"}").statusCode())
        .isEqualTo(404);
    String state = victim.state("");
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationCodeReceived received) {
            gateway.replies.accept(
                TestFlow.succeeded(
                    received.getAuthorizationId(),
                    TokenKey.personal("globex", "crm", "alice").toString()));
          }
        };

    HttpResponse<String> answer = victim.browser.open(victim.callback("code=a&state=" + state));

    assertThat(TestBrowser.location(answer)).contains("/oauth/outcome/");
    assertThat(victim.browser.open(URI.create(TestBrowser.location(answer))).body())
        .doesNotContain("is connected");
  }

  @Test
  void aDoubleClickHandsTheCodeOverOnceWhileTheOutcomeIsNotKnown(@TempDir Path other) {
    gateway.close();
    gateway = new TestGateway(other, Duration.ofMillis(50));
    victim = new TestFlow(gateway);
    URI callback = victim.callback("code=abc&state=" + victim.state(""));

    HttpResponse<String> first = victim.browser.open(callback);
    HttpResponse<String> second = victim.browser.open(callback);

    assertThat(TestBrowser.location(second)).isEqualTo(TestBrowser.location(first));
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void aCodeThatKafkaDidNotTakeIsTakenOnReload() {
    URI callback = victim.callback("code=abc&state=" + victim.state(""));
    gateway.kafkaIsAway = true;
    HttpResponse<String> away = victim.browser.open(callback);
    gateway.kafkaIsAway = false;

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(victim.browser.open(callback).body()).contains("crm is connected");
  }

  private void expectRefused(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("location")).isEmpty();
    assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(refusals.reasons()).last().isEqualTo(reason);
  }

  private void expectAudited(String reason) {
    assertThat(gateway.events(AuditRecord.class))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.getAction()).isEqualTo("callback_refused");
              assertThat(record.getActor()).isEqualTo("gateway");
              assertThat(record.getReason()).contains(reason);
              assertThat(record.getAuthorizationId()).isPresent();
              assertThat(record.getDetails()).isEmpty();
            });
    assertThat(gateway.log)
        .filteredOn(appended -> appended.topic() == Topic.AUDIT)
        .extracting(TestGateway.Appended::key)
        .containsExactly(TestFlow.ALICE.toString());
  }

  private void expectNoCode() {
    assertThat(gateway.authorizationEvents()).hasOnlyElementsOfType(AuthorizationStarted.class);
  }
}
