// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.tokenbroker.gateway.limit.LimitSettings;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What every answer carries, and what is written down of a request. */
class HeadersAndLogTest {
  private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.tokenbroker");

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @AfterEach
  void detach() {
    OURS.detachAppender(logged);
    OURS.setLevel(null);
  }

  @Test
  void everyAnswerHasTheSecurityHeaders(@TempDir Path folder) {
    try (TestGateway gateway = gateway(folder, Optional.empty())) {
      for (String path :
          List.of("/healthz", "/nothing", "/connect/x", "/oauth/callback?code=a", "/v1/nothing")) {
        Map<String, List<String>> headers =
            new TestBrowser().open(gateway.url(path)).headers().map();
        assertThat(headers)
            .as(path)
            .containsEntry("x-content-type-options", List.of("nosniff"))
            .containsEntry("x-frame-options", List.of("DENY"))
            .containsEntry("referrer-policy", List.of("no-referrer"))
            .containsEntry("cache-control", List.of("no-store"))
            .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
            .containsKey("permissions-policy")
            .doesNotContainKey("strict-transport-security");
        assertThat(headers.get("content-security-policy"))
            .as(path)
            .singleElement()
            .asString()
            .contains("default-src 'none'", "frame-ancestors 'none'");
      }
    }
  }

  @Test
  void aFlowsPagesKeepTheRightToCloseTheirTab(@TempDir Path folder) {
    try (TestGateway gateway = gateway(folder, Optional.empty())) {
      assertThat(header(gateway, "/oauth/outcome/x", "cross-origin-opener-policy")).isEmpty();
      assertThat(header(gateway, "/nothing", "cross-origin-opener-policy"))
          .contains("same-origin-allow-popups");
    }
  }

  @Test
  void behindAProxyThatEndsTlsBrowsersAreToldToKeepToIt(@TempDir Path folder) {
    try (TestGateway gateway = gateway(folder, Optional.of(URI.create("https://c.example")))) {
      assertThat(header(gateway, "/nothing", "strict-transport-security"))
          .contains("max-age=31536000");
    }
  }

  @Test
  void aRequestIsLoggedByItsRouteWithoutItsAddress(@TempDir Path folder) {
    listen();
    try (TestGateway gateway = gateway(folder, Optional.empty())) {
      TestFlow flow = new TestFlow(gateway);
      var unused = flow.link("");

      await().until(() -> access().size() == 1);
      assertThat(access().get(0))
          .contains(
              "method=POST",
              "route=/v1/connectors/:connector/authorizations",
              "status=201",
              "address=127.0.0.1",
              "caller=shop");
    }
  }

  @Test
  void nothingSecretOfAFlowIsInAnyLogAtAnyLevel(@TempDir Path folder) {
    listen();
    try (TestGateway gateway = gateway(folder, Optional.empty())) {
      TestFlow flow = new TestFlow(gateway);
      flow.everyCodeIsGood();
      URI link = flow.link("");
      String state = TestFlow.state(flow.browser, link);
      String query = "code=the-secret-code&session_state=the-other-value&state=" + state;
      assertThat(flow.browser.open(gateway.url("/oauth/callback/crm?" + query)).statusCode())
          .isEqualTo(200);
      // Refused and broken ones too: errors are what gets logged.
      var strange = new TestBrowser().open(gateway.url("/oauth/callback/crm?" + query));
      var wrong = new TestBrowser().open(gateway.url("/connect/" + "wrong-ticket".repeat(4)));
      var broken = send(gateway, "{\"user\":\"alice\",\"subjectToken\":\"the-subject-token\"}");
      gateway.kafkaIsAway = true;
      URI second = flow.link("");
      var away = flow.browser.connect(second);
      assertThat(List.of(strange.statusCode(), wrong.statusCode(), broken.statusCode()))
          .containsOnly(400);
      assertThat(away.statusCode()).isEqualTo(503);
      await().until(() -> access().size() >= 8);

      String everything = all();
      assertThat(everything).isNotEmpty();
      assertThat(List.of("the-secret-code", "the-other-value", "wrong-ticket", "the-subject-token"))
          .noneMatch(everything::contains);
      assertThat(List.of(state, last(link), last(second), gateway.acmeKey))
          .noneMatch(everything::contains);
      assertThat(flow.browser.cookies.values()).isNotEmpty().noneMatch(everything::contains);
    }
  }

  private static String last(URI link) {
    return link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
  }

  private static HttpResponse<String> send(TestGateway gateway, String body) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/connectors/crm/authorizations"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static Optional<String> header(TestGateway gateway, String path, String name) {
    return new TestBrowser().open(gateway.url(path)).headers().firstValue(name);
  }

  private void listen() {
    OURS.setLevel(Level.TRACE);
    logged.list = new CopyOnWriteArrayList<>();
    logged.start();
    OURS.addAppender(logged);
  }

  private List<String> access() {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLoggerName().equals("io.tokenbroker.access"))
        .map(HeadersAndLogTest::text)
        .toList();
  }

  private String all() {
    return List.copyOf(logged.list).stream()
        .map(HeadersAndLogTest::text)
        .collect(Collectors.joining("\n"));
  }

  private static String text(ILoggingEvent event) {
    String pairs =
        Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of()).stream()
            .map(pair -> pair.key + "=" + pair.value)
            .collect(Collectors.joining(" "));
    String cause =
        Optional.ofNullable(event.getThrowableProxy()).map(ThrowableProxyUtil::asString).orElse("");
    return event.getFormattedMessage() + " " + pairs + " " + cause;
  }

  private static TestGateway gateway(Path folder, Optional<URI> publicUrl) {
    return new TestGateway(
        folder,
        Duration.ofMillis(500),
        new HttpSettings("127.0.0.1", 0, publicUrl)
            .withOtherHosts(List.of("127.0.0.1"))
            .withAccessLog(true),
        LimitSettings.NONE);
  }
}
