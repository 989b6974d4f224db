// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks of providers that have ways of their own: other names, more parameters, forms. */
class CallbackTest {
  private TestGateway gateway;
  private TestFlow flow;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofSeconds(5));
    flow = new TestFlow(gateway);
    flow.everyCodeIsGood();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void codeAndStateAreReadUnderTheProvidersNames() {
    define(connector().setParameterNames(Map.of("state", "st", "code", "auth_code")));
    String state = flow.open("").getOrDefault("st", List.of()).get(0);

    assertThat(redirected("code=abc&state=" + state).statusCode()).isEqualTo(400);
    assertThat(redirected("code=abc&st=" + state).statusCode()).isEqualTo(400);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    // Whatever else comes under the standard names means nothing.
    assertThat(
            redirected("auth_code=abc&code=zzz&state=" + TestFlow.STRANGE_STATE + "&st=" + state)
                .statusCode())
        .isEqualTo(200);
    assertThat(code()).isEqualTo(Secret.of("abc"));
  }

  @Test
  void aSemicolonInARedirectIsPartOfTheCode() {
    define(connector());

    redirected("code=a;b%3Bc&state=" + state());

    assertThat(code()).isEqualTo(Secret.of("a;b;c"));
  }

  @Test
  void anErrorIsReadUnderTheProvidersName() {
    define(connector().setParameterNames(Map.of("error", "err", "error_description", "why")));
    gateway.broker = appended -> {};
    String state = state();

    flow.browser.open(gateway.url("/oauth/callback/crm?err=denied&why=no+access&state=" + state));

    AuthorizationRejected rejected = gateway.events(AuthorizationRejected.class).get(0);
    assertThat(rejected.getError()).isEqualTo("denied");
    assertThat(rejected.getErrorDescription()).contains("no access");
  }

  @Test
  void aConnectorThatIsRedefinedMeanwhileIsReadAsItWasAsked() {
    define(connector().setParameterNames(Map.of("code", "auth_code")));
    String state = state();
    gateway.define(TestGateway.connector("crm", 3).build());

    assertThat(redirected("auth_code=abc&state=" + state).statusCode()).isEqualTo(200);
  }

  @Test
  void theParametersThatTheConnectorKeepsReachTheBrokerAndNoOthers() {
    define(connector().setCallbackParameters(List.of("realmId", "location", "absent")));

    redirected("code=abc&realmId=123&location=e%C3%BC&absent=&session_state=x&state=" + state());

    assertThat(gateway.events(AuthorizationCodeReceived.class).get(0).getCallbackParameters())
        .containsExactlyInAnyOrderEntriesOf(Map.of("realmId", "123", "location", "eü"));
  }

  @Test
  void aKeptParameterIsBoundedAndHasNoControlCharacters() {
    define(connector().setCallbackParameters(List.of("realmId")));
    String state = state();

    assertThat(redirected("code=abc&realmId=a%0Ab&state=" + state).statusCode()).isEqualTo(400);
    assertThat(redirected("code=abc&realmId=a%C2%85b&state=" + state).statusCode()).isEqualTo(400);
    assertThat(redirected("code=abc&realmId=" + "x".repeat(1_025) + "&state=" + state).statusCode())
        .isEqualTo(400);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    assertThat(redirected("code=abc&realmId=" + "x".repeat(1_024) + "&state=" + state).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aConnectorThatKeepsTooMuchOrASecretCanNotBeUsed() {
    List<String> tooMany = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      tooMany.add("p" + i);
    }
    URI link = flow.link("");
    for (List<String> kept :
        List.of(
            tooMany, List.of("x".repeat(65)), List.of("code"), List.of("State"), List.of("AC"))) {
      define(connector().setParameterNames(Map.of("code", "ac")).setCallbackParameters(kept));

      HttpResponse<String> response = flow.ask("");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("connector_not_usable", "callbackParameters");
      assertThat(flow.browser.open(link).statusCode()).isEqualTo(400);
    }
    assertThat(gateway.log).isEmpty();
    define(
        connector()
            .setCallbackParameters(
                tooMany.subList(0, 16).stream().map("n".repeat(60)::concat).toList()));
    assertThat(flow.ask("").statusCode()).isEqualTo(201);
  }

  @Test
  void aFormFromTheProvidersSiteComesBackFromOursWithTheCookie() {
    define(connector().setResponseMode("form_post").setCallbackParameters(List.of("realmId")));
    String state = state();

    HttpResponse<String> first =
        posted("code=a%22%3Cb%26c&realmId=1&session_state=x&submit=y&state=" + state);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("location")).isEmpty();
    assertThat(first.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "form-action 'self'")
        .doesNotContain("unsafe");
    assertThat(first.body()).contains("<button>").doesNotContain("<b&c");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    assertThat(TestForm.on(first).action()).hasToString(gateway.publicUrl() + "/oauth/posted/crm");

    HttpResponse<String> second =
        flow.browser.post(TestForm.on(first).action(), TestForm.on(first).fields());

    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).contains("crm is connected");
    assertThat(code()).isEqualTo(Secret.of("a\"<b&c"));
    assertThat(gateway.events(AuthorizationCodeReceived.class).get(0).getCallbackParameters())
        .isEqualTo(Map.of("realmId", "1"));
    assertThat(flow.browser.post(TestForm.on(first).action(), TestForm.on(first).fields()).body())
        .as("a reload")
        .isEqualTo(second.body());
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void afterAFormTheBrowserGoesBackToTheApplicationFromAPage() {
    String state = state(",\"returnUrl\":\"https://app.example/done?a=1\"");

    HttpResponse<String> page = resubmitted(posted("code=abc&state=" + state));

    // A redirect would be held against the form's policy, which allows our own origin only.
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("location")).isEmpty();
    assertThat(page.body())
        .contains("http-equiv=\"refresh\" content=\"0;url=https://app.example/done?a=1&amp;")
        .contains("<a href=\"https://app.example/done?a=1&amp;authorization_id=")
        .contains("result=succeeded")
        .doesNotContain("abc");
  }

  @Test
  void aFormWhoseOutcomeTakesLongerLeadsToThePageThatWaits(@TempDir Path other) {
    gateway.close();
    gateway = new TestGateway(other, Duration.ofMillis(50));
    flow = new TestFlow(gateway);

    HttpResponse<String> page = resubmitted(posted("code=abc&state=" + state()));

    assertThat(page.body()).contains("content=\"0;url=" + gateway.publicUrl() + "/oauth/outcome/");
  }

  @Test
  void aFormInABrowserThatHasNoFlowIsRefusedAndDoesNotGoRound() {
    HttpResponse<String> first = posted("code=abc&state=" + state());

    HttpResponse<String> second =
        TestBrowser.postFromElsewhere(TestForm.on(first).action(), TestForm.on(first).fields());

    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(second.body()).contains("not started in this browser").doesNotContain("<form");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "code=abc",
        "state=STATE",
        "code=a&error=b&state=STATE",
        "code=a&code=b&state=STATE",
        "code=a&state=STATE&state=STATE",
        "code=a&state=STATE&x=1&x=2",
        "code=a%0Ab&state=STATE",
        "code=%zz&state=STATE",
        "state=STATE&code=%zz"
      })
  void aMalformedFormIsRefusedAndProducesNothing(String form) {
    String state = state();

    HttpResponse<String> response =
        flow.browser.post(gateway.url("/oauth/posted/crm"), form.replace("STATE", state));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).doesNotContain(state).doesNotContain("Exception");
    assertThat(gateway.authorizationEvents()).hasSize(1);
  }

  @Test
  void aFormOfAnotherConnectorOrIssuerIsRefused() {
    String state = state();
    assertThat(
            flow.browser
                .post(gateway.url("/oauth/posted/mail"), "code=abc&state=" + state)
                .statusCode())
        .isEqualTo(400);
    assertThat(
            flow.browser.post(gateway.url("/oauth/posted"), "code=abc&state=" + state).statusCode())
        .isEqualTo(400);

    define(connector().setIssuer("https://provider.example"));
    String form = "code=abc&state=" + state();
    assertThat(posted(form, "/oauth/callback").body())
        .contains("action=\"" + gateway.publicUrl() + "/oauth/posted\"");
    URI url = gateway.url("/oauth/posted");
    assertThat(flow.browser.post(url, form).statusCode()).isEqualTo(400);
    assertThat(flow.browser.post(url, form + "&iss=https%3A%2F%2Fevil.example").statusCode())
        .isEqualTo(400);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    assertThat(flow.browser.post(url, form + "&iss=https%3A%2F%2Fprovider.example").statusCode())
        .isEqualTo(200);
  }

  @Test
  void whatIsTooLargeIsRefused() {
    String big = "code=abc&id_token=" + "x".repeat(20_000) + "&state=" + state();
    assertThat(posted(big).statusCode()).isEqualTo(200);
    HttpResponse<String> tooLarge = posted(big + "&y=" + "x".repeat(20_000));
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    assertThat(tooLarge.body()).contains("This is more than can be read here");
    assertThat(posted("a=b&".repeat(100)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "en, This was sent in another form than expected",
    "de, Das kam in einer anderen Form als erwartet"
  })
  void whatIsPostedInAnotherFormIsToldSoAndNotThatAnAddressCanNotBeRead(
      String language, String title) {
    HttpResponse<String> refused =
        TestBrowser.send(
            HttpRequest.newBuilder(gateway.url("/oauth/callback/crm"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept-Language", language)
                .POST(BodyPublishers.ofString("{}"))
                .build());

    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(refused.body()).contains(title);
  }

  private static ConnectorDefined.Builder connector() {
    return TestGateway.connector("crm", 2);
  }

  private void define(ConnectorDefined.Builder connector) {
    gateway.define(connector.build());
  }

  private String state() {
    return state("");
  }

  private String state(String moreFields) {
    return flow.state(moreFields);
  }

  private HttpResponse<String> redirected(String query) {
    return flow.browser.open(gateway.url("/oauth/callback/crm?" + query));
  }

  private HttpResponse<String> posted(String form) {
    return posted(form, "/oauth/callback/crm");
  }

  private HttpResponse<String> posted(String form, String path) {
    return TestBrowser.postFromElsewhere(gateway.url(path), form);
  }

  private HttpResponse<String> resubmitted(HttpResponse<String> page) {
    return flow.browser.press(TestForm.on(page).action(), TestForm.on(page));
  }

  private Secret code() {
    AuthorizationCodeReceived received = gateway.events(AuthorizationCodeReceived.class).get(0);
    return gateway
        .keysets
        .brokerInboxOpener()
        .openSecret(
            received.getSealedCode(),
            SealedField.authorizationCode(TestFlow.ALICE, received.getAuthorizationId()));
  }
}
