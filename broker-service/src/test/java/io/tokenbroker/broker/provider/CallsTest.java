// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two places, one of them for exchanges, at a provider that does not answer until it is told to.
 */
class CallsTest {
  private static final TokenKey KEY =
      TokenKey.shared(SampleConnectors.TENANT, SampleConnectors.CONNECTOR);
  private static final Effect.Call CLIENT = new Effect.ClientCredentials(List.of());
  private static final Effect.Call EXCHANGE =
      new Effect.Exchange(Secret.of("c"), Secret.of("v"), "https://gw.example/oauth/callback");

  private final Vertx vertx = Vertx.vertx();
  private final ProviderHttp http =
      new ProviderHttp(
          vertx, Clock.systemUTC(), Duration.ofSeconds(20), 2, ProviderNetwork.loopbackAllowed());
  private final CountDownLatch answering = new CountDownLatch(1);
  private final RawServer provider;
  private final CallMessages messages =
      new CallMessages(
          (plaintext, data) -> ByteBuffer.wrap(plaintext), (value, data) -> bytes(value));
  private final Calls calls;
  private volatile boolean paused;

  CallsTest() throws IOException {
    this.provider = new RawServer(this::answer);
    Connectors connectors = new Connectors();
    connectors.put(
        SampleConnectors.connector(Optional.empty())
            .setTokenEndpoint(origin() + "/token")
            .setRevocationEndpoint(origin() + "/revoke")
            .setExpiresInUnit(LifetimeUnit.MILLISECONDS)
            .build());
    this.calls =
        new Calls(
            connectors,
            messages,
            (value, data) -> bytes(value),
            http,
            new Admission(new ProviderLimits(4, 1, 2, 1, 10)),
            new PausedCalls(id -> paused));
  }

  @AfterEach
  void close() throws Exception {
    answering.countDown();
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    provider.close();
  }

  @ParameterizedTest
  @MethodSource("allButExchanges")
  void thePlaceThatIsKeptForExchangesIsForNoOtherCall(Effect.Call other) throws Exception {
    Future<CallOutcome> first = make(CLIENT);
    Future<CallOutcome> refused = make(other);
    Future<CallOutcome> exchange = make(EXCHANGE);

    CallOutcome.NotSent full = (CallOutcome.NotSent) await(refused);
    assertThat(full.reason()).isEqualTo("bulkhead_full");
    assertThat(full.retryAfter())
        .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofSeconds(1)));
    answering.countDown();
    assertThat(await(first)).isInstanceOf(CallOutcome.Succeeded.class);
    assertThat(await(exchange)).isInstanceOf(CallOutcome.Succeeded.class);
  }

  @Test
  void aPlaceIsFreeAgainWhenItsCallHasEnded() throws Exception {
    answering.countDown();

    assertThat(await(make(CLIENT))).isInstanceOf(CallOutcome.Succeeded.class);
    assertThat(await(make(CLIENT))).isInstanceOf(CallOutcome.Succeeded.class);
  }

  @Test
  void aPausedCallEndsAtOnceAndComesBackWithinHalfAMinute() throws Exception {
    paused = true;
    CallOutcome.NotSent held = (CallOutcome.NotSent) await(make(CLIENT));

    assertThat(held.reason()).isEqualTo("paused");
    assertThat(held.retryAfter())
        .hasValueSatisfying(wait -> assertThat(wait).isBetween(sec(1), sec(30)));

    paused = false;
    answering.countDown();
    assertThat(await(make(CLIENT))).isInstanceOf(CallOutcome.Succeeded.class);
  }

  @Test
  void pausedCallsComeBackOneAfterTheOtherAndWhoeverWaitsSooner() throws Exception {
    paused = true;
    Duration last = Duration.ZERO;
    for (int i = 0; i < 1_000; i++) {
      last = ((CallOutcome.NotSent) await(make(CLIENT))).retryAfter().orElseThrow();
    }

    assertThat(last).isBetween(sec(4), sec(40));
    assertThat(((CallOutcome.NotSent) await(make(EXCHANGE))).retryAfter())
        .hasValueSatisfying(wait -> assertThat(wait).isLessThan(sec(4)));
  }

  @Test
  void theConnectorSaysWhatALifetimeCounts() throws Exception {
    answering.countDown();

    assertThat(((CallOutcome.Succeeded) await(make(CLIENT))).response())
        .hasValueSatisfying(
            response -> assertThat(response.lifetime()).contains(Duration.ofHours(1)));
  }

  private static Stream<Effect.Call> allButExchanges() {
    return Stream.of(
        CLIENT, new Effect.Refresh(Secret.of("rt")), new Effect.Revoke(Secret.of("rt"), true));
  }

  private Future<CallOutcome> make(Effect.Call call) {
    Instant now = Instant.now();
    Effect.CallProvider effect =
        new Effect.CallProvider(
            "refresh-1-1", call, 7, origin(), new TokenVersion(1, 1), now.plusSeconds(60));
    return calls.make(
        KEY,
        messages.request(KEY, effect, now),
        new SendBy(now, System.nanoTime(), Duration.ofMinutes(1), Clock.systemUTC()));
  }

  private static CallOutcome await(Future<CallOutcome> outcome) throws Exception {
    return outcome.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static Duration sec(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private String origin() {
    return "http://127.0.0.1:" + provider.port();
  }

  private void answer(OutputStream out) throws IOException, InterruptedException {
    assertThat(answering.await(30, TimeUnit.SECONDS)).isTrue();
    // It ends the connection; unsaid, the next call might be sent on it.
    String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n";
    String body = "Content-Length: 42\r\n\r\n{\"access_token\":\"at\",\"expires_in\":3600000}";
    out.write((head + body).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
