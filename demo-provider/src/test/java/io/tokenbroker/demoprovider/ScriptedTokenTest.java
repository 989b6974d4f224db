// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.GrantType.AUTHORIZATION_CODE;
import static io.tokenbroker.demoprovider.GrantType.REFRESH_TOKEN;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedTokenTest {

  private static final Duration GRACE = Duration.ofSeconds(30);

  private final DemoProvider provider =
      DemoProvider.start(
          TestClient.settings().withRefreshTokens(RefreshTokenPolicy.rotatingWithGrace(GRACE)));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void behavioursServeOneRequestEachInOrder() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.onToken(
        Behaviour.status(500, Map.of("Content-Type", "text/html"), "<h1>Oops</h1>"),
        Behaviour.status(429, Map.of("Retry-After", "7"), ""),
        Behaviour.error(400, "invalid_grant"),
        Behaviour.answerNormally());

    HttpResponse<String> broken = client.refresh(refreshToken);
    HttpResponse<String> limited = client.refresh(refreshToken);
    HttpResponse<String> refused = client.refresh(refreshToken);
    HttpResponse<String> normal = client.refresh(refreshToken);

    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).isEqualTo("<h1>Oops</h1>");
    assertThat(broken.headers().firstValue("Content-Type")).hasValue("text/html");
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(error(refused)).isEqualTo("invalid_grant");
    assertThat(normal.statusCode()).isEqualTo(200);
    assertThat(provider.successfulRefreshes()).isOne();
    assertThat(provider.requests())
        .filteredOn(request -> request.grantType().filter("refresh_token"::equals).isPresent())
        .extracting(request -> request.status().orElse(0))
        .containsExactly(500, 429, 400, 200);
  }

  @Test
  void aBehaviourForOneGrantTypeLeavesTheOtherAlone() throws Exception {
    provider.onToken(REFRESH_TOKEN, Behaviour.error(400, "invalid_grant"));
    provider.onToken(AUTHORIZATION_CODE, Behaviour.error(503, "temporarily_unavailable"));
    String code = client.code();

    assertThat(client.exchange(code).statusCode()).isEqualTo(503);
    String refreshToken = refreshToken(client.exchange(code));
    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(400);
    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(200);
  }

  @Test
  void aRuleDecidesWhereNoBehaviourWaits() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.onToken(
        request ->
            request.credential().filter(Sha256.of(refreshToken)::equals).isPresent()
                ? Behaviour.error(403, "by_rule")
                : Behaviour.answerNormally());
    provider.onToken(Behaviour.error(503, "by_queue"));

    assertThat(error(client.refresh(refreshToken))).isEqualTo("by_queue");
    assertThat(error(client.refresh(refreshToken))).isEqualTo("by_rule");
    assertThat(error(client.refresh(refreshToken))).isEqualTo("by_rule");
    assertThat(client.exchange(client.code()).statusCode()).isEqualTo(200);
  }

  @Test
  void aDelayedRequestIsDecidedLateSoThatAnotherOvertakesIt() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.onToken(Behaviour.delay(Duration.ofMillis(400)));
    CompletableFuture<HttpResponse<String>> delayed = client.refreshInBackground(refreshToken);
    await().until(() -> provider.tokenRequests(REFRESH_TOKEN) == 1);

    client.revoke(TestClient.REGISTRATION, refreshToken);

    assertThat(delayed).isNotDone();
    assertThat(error(delayed.get(10, TimeUnit.SECONDS))).isEqualTo("invalid_grant");
  }

  @Test
  void latencyHoldsBackEveryAnswer() throws Exception {
    Duration latency = Duration.ofMillis(150);
    try (DemoProvider slow = DemoProvider.start(TestClient.settings().withLatency(latency))) {
      TestClient slowClient = new TestClient(slow);
      String code = slowClient.code();
      slow.onToken(Behaviour.error(503, "temporarily_unavailable"));

      long begin = System.nanoTime();
      slowClient.exchange(code);
      long scripted = System.nanoTime();
      slowClient.exchange(code);
      long normal = System.nanoTime();

      assertThat(Duration.ofNanos(scripted - begin)).isGreaterThanOrEqualTo(latency);
      assertThat(Duration.ofNanos(normal - scripted)).isGreaterThanOrEqualTo(latency);
    }
  }

  @Test
  void aHangingRequestEndsOnlyWhenTheProviderCloses() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.onToken(Behaviour.hang());
    CompletableFuture<HttpResponse<String>> hanging = client.refreshInBackground(refreshToken);
    await().until(() -> provider.requests().size() == 4);

    HttpResponse<String> other = client.refresh(refreshToken);

    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(hanging).isNotDone();
    assertThat(provider.requests().get(3).status()).isEmpty();
    assertThat(provider.successfulRefreshes()).isOne();
    provider.close();
    assertThat(hanging)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void aLostReplyHasSpentTheRefreshToken() throws Exception {
    try (DemoProvider strict = DemoProvider.start(TestClient.settings())) {
      TestClient strictClient = new TestClient(strict);
      String refreshToken = refreshToken(strictClient.exchange(strictClient.code()));
      strict.onToken(Behaviour.resetAfterProcessing());

      assertThatThrownBy(() -> strictClient.refresh(refreshToken)).isInstanceOf(IOException.class);

      assertThat(strict.successfulRefreshes()).isOne();
      assertThat(strict.tokenRequests(REFRESH_TOKEN)).isOne();
      assertThat(error(strictClient.refresh(refreshToken))).isEqualTo("invalid_grant");
      assertThat(strict.reuseDetections()).isOne();
    }
  }

  @Test
  void aLostReplyIsMadeGoodWithinTheGracePeriod() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    provider.onToken(Behaviour.resetAfterProcessing());

    assertThatThrownBy(() -> client.refresh(refreshToken)).isInstanceOf(IOException.class);

    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(200);
    assertThat(provider.successfulRefreshes()).isEqualTo(2);
  }
}
