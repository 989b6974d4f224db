// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.limit.LimitSettings.PerMinute;
import io.vertx.core.json.JsonObject;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody gets who asks too often. */
class LimitedRoutesTest {
  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    PerMinute few = new PerMinute(1_000, 1_000, 3);
    gateway =
        new TestGateway(
            folder,
            Duration.ofMillis(100),
            new HttpSettings("127.0.0.1", 0, Optional.empty())
                .withTrustedProxies(List.of("127.0.0.1")),
            new LimitSettings(few, few, few, few, 4, 0, 0, 0));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aUserWhoStartsTooOftenGetsAProblemThatSaysWhenToComeAgain() {
    TestFlow flow = new TestFlow(gateway);
    for (int i = 0; i < 3; i++) {
      assertThat(flow.ask("").statusCode()).isEqualTo(201);
    }

    HttpResponse<String> refused = flow.ask("");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).contains("20");
    assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("rate_limited");
    gateway.clock.advance(Duration.ofSeconds(20));
    assertThat(flow.ask("").statusCode()).isEqualTo(201);
  }

  @Test
  void aBrowserThatLoadsTooOftenGetsAPageAndMayGoOnLater() {
    TestFlow flow = new TestFlow(gateway);
    var link = flow.link("");
    for (int i = 0; i < 3; i++) {
      assertThat(flow.browser.open(link).statusCode()).isLessThan(400);
    }

    HttpResponse<String> refused = flow.browser.open(link);

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(refused.body()).contains("That was a little too often");
    gateway.clock.advance(Duration.ofMinutes(1));
    assertThat(flow.browser.open(link).statusCode()).isLessThan(400);
  }

  @Test
  void wrongKeysCountAgainstTheAddressThatTheTrustedProxyNames() {
    for (int i = 0; i < 4; i++) {
      assertThat(read("wrong", "192.0.2.9, 203.0.113.7").statusCode()).isEqualTo(401);
    }

    assertThat(read("wrong", "203.0.113.7").statusCode()).isEqualTo(429);
    assertThat(read(gateway.acmeKey, "198.51.100.1, 203.0.113.7").statusCode()).isEqualTo(429);
    assertThat(read(gateway.acmeKey, "192.0.2.9").statusCode())
        .as("another address")
        .isEqualTo(200);
    gateway.clock.advance(Duration.ofMinutes(1));
    assertThat(read(gateway.acmeKey, "203.0.113.7").statusCode()).isEqualTo(200);
  }

  @Test
  void refusedCallbacksCountAgainstTheAddress() {
    TestBrowser browser = new TestBrowser();
    for (int i = 0; i < 4; i++) {
      assertThat(browser.open(gateway.url("/oauth/callback/crm?code=a&state=b")).statusCode())
          .isEqualTo(400);
    }

    assertThat(browser.open(gateway.url("/oauth/callback/crm?code=a&state=b")).statusCode())
        .isEqualTo(429);
    assertThat(browser.open(gateway.url("/healthz")).statusCode()).isEqualTo(200);
  }

  @Test
  void theBrokerIsNotAskedMoreOftenThanAUserMayWhatAGrantIsLike() {
    for (int i = 0; i < 3; i++) {
      assertThat(get("/v1/connectors/crm/grant?user=alice").statusCode()).isEqualTo(504);
    }

    assertThat(get("/v1/connectors/crm/grant?user=alice").statusCode()).isEqualTo(429);
    assertThat(get("/v1/connectors/crm/grant?user=bob").statusCode()).isEqualTo(504);
  }

  private HttpResponse<String> get(String path) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .method("GET", BodyPublishers.noBody())
            .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/connectors/crm/authorizations",
        "/v1/connectors/crm/authorizations/",
        "/v1/connectors/crm/authorization%73",
        "//v1/connectors/crm/authorizations",
        "/%761/connectors/crm/authorizations",
        "/x/../v1/connectors/crm/authorizations"
      })
  void anAddressStaysLimitedHoweverItSpellsThePath(String path, @TempDir Path folder) {
    PerMinute starts = new PerMinute(2, 0, 0);
    PerMinute many = new PerMinute(0, 0, 0);
    HttpSettings settings = new HttpSettings("127.0.0.1", 0, Optional.empty());
    try (TestGateway few =
        new TestGateway(
            folder,
            Duration.ofMillis(100),
            settings,
            new LimitSettings(starts, many, many, many, 0, 0, 0, 0))) {
      for (int i = 0; i < 2; i++) {
        assertThat(start(few, "/v1/connectors/crm/authorizations").statusCode()).isEqualTo(201);
      }

      assertThat(start(few, path).statusCode()).isNotEqualTo(201);
    }
  }

  private static HttpResponse<String> start(TestGateway gateway, String path) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .POST(BodyPublishers.ofString("{\"user\":\"alice\"}"))
            .build());
  }

  private HttpResponse<String> read(String key, String forwardedFor) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/authorizations/" + "a".repeat(43)))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .header("X-Forwarded-For", forwardedFor)
            .method("GET", BodyPublishers.noBody())
            .build());
  }
}
