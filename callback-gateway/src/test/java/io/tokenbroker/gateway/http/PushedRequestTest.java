// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.secrets.SealedField;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorization requests that the broker pushes to the provider (RFC 9126). */
class PushedRequestTest {
  private static final Duration LIFETIME = Duration.ofSeconds(60);

  private TestGateway gateway;
  private TestFlow flow;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofSeconds(5));
    flow = new TestFlow(gateway);
    define(Map.of());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void theBrowserCarriesNothingButTheReference() {
    gateway.broker = appended -> push(appended, appended.key(), "urn:example:1 &x");

    HttpResponse<String> connect = flow.browser.connect(flow.link(""));

    assertThat(TestForm.next(connect))
        .hasToString(
            "https://provider.example/authorize?prompt=consent&client_id=client+1"
                + "&request_uri=urn%3Aexample%3A1+%26x");
  }

  @Test
  void theBrokerGetsTheWholeRequestSealedAndTheCallbackFits() {
    gateway.broker = appended -> push(appended, appended.key(), "urn:example:1");
    flow.browser.connect(flow.link(""));

    Map<String, List<String>> pushed = pushed(started(0));
    assertThat(pushed)
        .containsEntry("response_type", List.of("code"))
        .containsEntry("client_id", List.of("client 1"))
        .containsEntry("redirect_uri", List.of(gateway.publicUrl() + "/oauth/callback/crm"))
        .containsEntry("scope", List.of("contacts offline"))
        .containsEntry("access_type", List.of("offline"))
        .containsEntry("code_challenge_method", List.of("S256"))
        .containsKeys("state", "code_challenge")
        .doesNotContainKey("prompt");

    flow.everyCodeIsGood();
    String state = pushed.getOrDefault("state", List.of()).get(0);
    HttpResponse<String> callback =
        flow.browser.open(gateway.url("/oauth/callback/crm?code=abc&state=" + state));
    assertThat(callback.body()).contains("crm is connected");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void theProvidersNamesAreUsedInBothRequests() {
    define(Map.of("client_id", "app_id", "state", "st"));
    gateway.broker = appended -> push(appended, appended.key(), "urn:example:1");

    HttpResponse<String> connect = flow.browser.connect(flow.link(""));

    assertThat(TestForm.next(connect).toString())
        .endsWith("?prompt=consent&app_id=client+1&request_uri=urn%3Aexample%3A1");
    assertThat(pushed(started(0))).containsKeys("st", "app_id").doesNotContainKey("state");
  }

  @Test
  void aRequestThatIsLargerThanTheBrokerTakesIsRefusedAtOnce() {
    gateway.define(
        TestGateway.connector("crm", 5)
            .setAuthorizationParameters(Map.of("claims", "x".repeat(18_000)))
            .setPushedAuthorizationRequestEndpoint("https://provider.example/par")
            .build());

    assertThat(flow.browser.connect(flow.link("")).statusCode()).isEqualTo(400);
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void withoutAnEndpointNothingIsPushed() {
    gateway.define(TestGateway.connector("crm", 4).build());

    assertThat(flow.open("")).containsKey("state");
    assertThat(started(0).getSealedPushedRequest()).isEmpty();
  }

  @Test
  void aRequestThatTheProviderRefusesEndsTheFlowAsAnyFailureDoes() {
    gateway.broker = appended -> fail(appended, "invalid_scope");

    HttpResponse<String> page = flow.browser.connect(flow.link(""));
    HttpResponse<String> back =
        flow.browser.connect(flow.link(",\"returnUrl\":\"https://app.example/done\""));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("crm was not connected", "invalid_scope");
    assertThat(TestForm.next(back).toString())
        .startsWith("https://app.example/done?")
        .endsWith("&result=failed&reason=invalid_scope");
  }

  @Test
  void aFlowThatHasFailedIsNotGoneOnWithWhenItsLinkIsOpenedAgain() {
    gateway.broker = appended -> push(appended, appended.key(), "urn:example:1");
    URI link = flow.link("");
    assertThat(TestForm.next(flow.browser.connect(link))).hasHost("provider.example");
    gateway.log.forEach(appended -> fail(appended, "expired"));

    assertThat(flow.browser.connect(link).body()).contains("crm was not connected", "expired");
  }

  @Test
  void whereNoAnswerComesTheBrowserIsAskedToComeAgainAndThenItWorks(@TempDir Path other) {
    gateway.close();
    gateway = new TestGateway(other, Duration.ofMillis(50));
    flow = new TestFlow(gateway);
    define(Map.of());
    URI link = flow.link("");

    HttpResponse<String> late = flow.browser.connect(link);

    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.headers().firstValue("retry-after")).isPresent();
    assertThat(late.body()).contains("load this page again");
    assertThat(flow.browser.cookies).hasSize(2);

    gateway.broker = appended -> push(appended, appended.key(), "urn:example:late");
    HttpResponse<String> again = flow.browser.connect(link);

    assertThat(TestForm.next(again).toString()).contains("request_uri=urn%3Aexample%3Alate");
    assertThat(flow.browser.cookies).hasSize(2);
  }

  @Test
  void theReferenceOfAnotherGrantIsNotUsed() {
    gateway.broker =
        appended -> push(appended, TestFlow.ALICE.withAlias("other").toString(), "urn:example:1");

    HttpResponse<String> connect = flow.browser.connect(flow.link(""));

    assertThat(connect.statusCode()).isEqualTo(503);
    assertThat(connect.headers().firstValue("location")).isEmpty();
  }

  @Test
  void everyOpeningOfALinkGetsAReferenceOfItsOwn() {
    AtomicInteger count = new AtomicInteger();
    gateway.broker =
        appended -> push(appended, appended.key(), "urn:example:" + count.incrementAndGet());
    URI link = flow.link("");

    assertThat(TestForm.next(flow.browser.connect(link)).toString()).endsWith("urn%3Aexample%3A1");
    assertThat(TestForm.next(flow.browser.connect(link)).toString()).endsWith("urn%3Aexample%3A2");
  }

  private void define(Map<String, String> parameterNames) {
    gateway.define(
        TestGateway.connector("crm", 2 + parameterNames.size())
            .setParameterNames(parameterNames)
            .setPushedAuthorizationRequestEndpoint("https://provider.example/par")
            .build());
  }

  private AuthorizationStarted started(int index) {
    return gateway.events(AuthorizationStarted.class).get(index);
  }

  private Map<String, List<String>> pushed(AuthorizationStarted started) {
    byte[] form =
        gateway
            .keysets
            .brokerInboxOpener()
            .open(
                started.getSealedPushedRequest().orElseThrow(),
                SealedField.pushedRequest(TestFlow.ALICE, started.getAuthorizationId()));
    return TestBrowser.parameters(new String(form, StandardCharsets.UTF_8));
  }

  private void push(TestGateway.Appended appended, String tokenKey, String requestUri) {
    if (appended.event() instanceof AuthorizationStarted started) {
      gateway.replies.accept(
          AuthorizationRequestPushed.newBuilder()
              .setAuthorizationId(started.getAuthorizationId())
              .setTokenKey(tokenKey)
              .setRequestUri(requestUri)
              .setExpiresAt(gateway.clock.instant().plus(LIFETIME))
              .build());
    }
  }

  private void fail(TestGateway.Appended appended, String reason) {
    if (appended.event() instanceof AuthorizationStarted started) {
      gateway.replies.accept(
          AuthorizationFailed.newBuilder()
              .setAuthorizationId(started.getAuthorizationId())
              .setTokenKey(appended.key())
              .setReason(reason)
              .setCompletedAt(TestGateway.START)
              .build());
    }
  }
}
