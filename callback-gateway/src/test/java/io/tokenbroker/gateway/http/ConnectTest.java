// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationStarted;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connect link shows, and what its button does. */
class ConnectTest {
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
  void openingALinkShowsWhatItIsForAndStartsNothing() {
    gateway.define(TestGateway.connector("crm", 2).setDisplayName("Customers & co").build());
    URI link = flow.link(",\"returnUrl\":\"https://app.example/done\"");

    HttpResponse<String> page = flow.browser.open(link);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Customers &amp; co", "provider.example", "alice", "<button");
    assertThat(gateway.log).isEmpty();
    assertThat(flow.browser.cookies.keySet()).containsExactly("tb-form");
    assertThat(page.headers().firstValue("location")).isEmpty();
  }

  @Test
  void aLinkPreviewThatAsksForTheHeadOnlyGetsItAndStartsNothing() {
    HttpResponse<String> head =
        TestBrowser.send(
            HttpRequest.newBuilder(flow.link(""))
                .timeout(Duration.ofSeconds(20))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(head.body()).isEmpty();
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void theButtonLeadsToTheProviderFromAPageBecauseAFormMayNotBeRedirectedElsewhere() {
    HttpResponse<String> pressed = flow.browser.connect(flow.link(""));

    assertThat(pressed.statusCode()).isEqualTo(200);
    assertThat(pressed.headers().firstValue("location")).isEmpty();
    assertThat(pressed.headers().firstValue("content-security-policy").orElse(""))
        .contains("form-action 'self'");
    assertThat(TestForm.next(pressed)).hasHost("provider.example");
    assertThat(gateway.events(AuthorizationStarted.class)).hasSize(1);
  }

  @Test
  void afterTheBackButtonTheSameAuthorizationIsStartedAgain() {
    URI link = flow.link("");
    String first = TestFlow.state(flow.browser, link);
    String second = TestFlow.state(flow.browser, link);

    assertThat(second).isEqualTo(first);
    assertThat(gateway.events(AuthorizationStarted.class))
        .extracting(AuthorizationStarted::getAuthorizationId)
        .hasSize(2)
        .containsOnly(gateway.events(AuthorizationStarted.class).get(0).getAuthorizationId());
    assertThat(flow.browser.open(flow.callback("code=abc&state=" + first)).body())
        .contains("crm is connected");
  }

  @Test
  void severalFlowsInTabsOfOneBrowserDoNotDisturbEachOther() {
    String one = flow.state("");
    String two = flow.state(",\"alias\":\"second\"");

    assertThat(flow.browser.open(flow.callback("code=b&state=" + two)).body())
        .contains("crm is connected");
    assertThat(flow.browser.open(flow.callback("code=a&state=" + one)).body())
        .contains("crm is connected");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(2);
  }

  @Test
  void whenAFlowIsOverTheButtonShowsItsOutcomeAndStartsNothing() {
    URI link = flow.link("");
    String state = TestFlow.state(flow.browser, link);
    flow.browser.open(flow.callback("code=abc&state=" + state));
    int before = gateway.log.size();

    assertThat(flow.browser.connect(link).body()).contains("crm is connected");
    assertThat(gateway.log).hasSize(before);
  }

  @Test
  void aFormPostsCookieGoesAlongFromOtherSitesOverTlsOnly(@TempDir Path other) {
    gateway.define(TestGateway.connector("crm", 2).setResponseMode("form_post").build());
    assertThat(flowCookieOf(flow.browser.connect(flow.link("")))).contains("SameSite=Lax");

    try (TestGateway secure = secure(other)) {
      TestFlow overTls = new TestFlow(secure);
      TestBrowser browser = overTls.browser;
      assertThat(flowCookieOf(browser.connect(local(secure, overTls.link("")))))
          .contains("SameSite=Lax");
      secure.define(TestGateway.connector("crm", 2).setResponseMode("form_post").build());
      URI link = local(secure, overTls.link(""));
      HttpResponse<String> pressed = browser.connect(link);
      assertThat(flowCookieOf(pressed)).startsWith("__Host-").contains("SameSite=None", "Secure");

      overTls.everyCodeIsGood();
      String state = TestBrowser.query(TestForm.next(pressed)).getOrDefault("state", "");
      HttpResponse<String> posted =
          browser.post(overTls.callback("").resolve("crm"), "code=abc&state=" + state);
      assertThat(posted.body()).as("no detour").contains("crm is connected");
      assertThat(
              TestBrowser.postFromElsewhere(
                      overTls.callback("").resolve("crm"), "code=abc&state=" + state)
                  .body())
          .as("a browser that holds the cookie back")
          .contains("/oauth/posted/crm");
    }
  }

  private static String flowCookieOf(HttpResponse<String> response) {
    List<String> cookies = response.headers().allValues("set-cookie");
    return cookies.stream().filter(cookie -> !cookie.contains("tb-form")).findFirst().orElse("");
  }

  private static TestGateway secure(Path folder) {
    return new TestGateway(
        folder, Duration.ofSeconds(5), Optional.of(URI.create("https://connect.example")));
  }

  private static URI local(TestGateway gateway, URI link) {
    return gateway.url(link.getRawPath());
  }
}
