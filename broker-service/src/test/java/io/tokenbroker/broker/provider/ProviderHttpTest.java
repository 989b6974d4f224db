// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderHttpTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final ProviderHttp http =
      new ProviderHttp(
          vertx, Clock.fixed(NOW, ZoneOffset.UTC), TIMEOUT, 4, ProviderNetwork.loopbackAllowed());

  @AfterEach
  void close() throws Exception {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aConnectionThatIsRefusedMeansThatNothingWasSent() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(send(port, fresh()))
        .isEqualTo(new HttpOutcome.NotSent("connect_failed", Optional.empty()));
  }

  @Test
  void aProviderThatNeverAnswersIsUnknownAfterTheTimeout() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server = new RawServer(out -> awaitQuietly(over))) {
      assertThat(send(server.port(), fresh())).isEqualTo(new HttpOutcome.Lost("no_reply_in_time"));
      over.countDown();
    }
  }

  @Test
  void anAnswerThatDripsDoesNotOutliveTheTimeout() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
              while (!over.await(20, TimeUnit.MILLISECONDS)) {
                out.write(' ');
                out.flush();
              }
            })) {
      assertThat(send(server.port(), fresh())).isEqualTo(new HttpOutcome.Lost("no_reply_in_time"));
      over.countDown();
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsUnknown() throws Exception {
    try (RawServer server = new RawServer(out -> {})) {
      assertThat(send(server.port(), fresh())).isEqualTo(new HttpOutcome.Lost("reply_lost"));
    }
  }

  @Test
  void anAnswerOfMoreThanAMegabyteIsNotRead() throws Exception {
    try (RawServer server =
        new RawServer(
            out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n"));
              out.write(new byte[2_000_000]);
            })) {
      assertThat(send(server.port(), fresh())).isEqualTo(new HttpOutcome.Lost("reply_too_large"));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (RawServer target = new RawServer(out -> {});
        RawServer server =
            new RawServer(
                out ->
                    out.write(
                        ascii(
                            "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:"
                                + target.port()
                                + "/\r\n\r\n")))) {
      assertThat(answered(send(server.port(), fresh())).status()).isEqualTo(302);
      assertThat(target.connections()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # their clock is right, five minutes behind, five minutes ahead
          Date: Sun, 01 Mar 2026 09:00:00 GMT | 2026-03-01T09:00:00Z
          Date: Sun, 01 Mar 2026 08:55:00 GMT | 2026-03-01T08:55:00Z
          Date: Sun, 01 Mar 2026 09:05:00 GMT | 2026-03-01T09:05:00Z
          date: Sun, 1 Mar 2026 09:05:00 GMT  | 2026-03-01T09:05:00Z
          # without a date that can be read ours counts
          Date: today                         | 2026-03-01T09:00:00Z
          Date:                               | 2026-03-01T09:00:00Z
          X-Other: 1                          | 2026-03-01T09:00:00Z
          """)
  void anAnswerWasSentWhenTheProvidersClockSaysSo(String header, Instant expected)
      throws Exception {
    assertThat(answerWith(header).sentAt()).isEqualTo(expected);
  }

  @Test
  void theNonceOfTheNextProofOfPossessionIsKept() throws Exception {
    assertThat(answerWith("DPoP-Nonce: n-1").dpopNonce()).contains("n-1");
    assertThat(answerWith("X-Other: 1").dpopNonce()).isEmpty();
  }

  @Test
  void nothingIsSentOnceTheClaimIsTooOld() throws Exception {
    try (RawServer server = new RawServer(out -> {})) {
      Instant longAgo = Instant.now().minusSeconds(60);
      SendBy passed =
          new SendBy(longAgo, System.nanoTime(), Duration.ofSeconds(4), Clock.systemUTC());

      assertThat(send(server.port(), passed))
          .isEqualTo(new HttpOutcome.NotSent("claim_too_old", Optional.empty()));
      assertThat(server.requests()).isZero();
    }
  }

  private Answer answerWith(String header) throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + header;
    try (RawServer server =
        new RawServer(out -> out.write(ascii(head + "\r\nContent-Length: 2\r\n\r\n{}")))) {
      return answered(send(server.port(), fresh()));
    }
  }

  private static Answer answered(HttpOutcome outcome) {
    assertThat(outcome).isInstanceOf(HttpOutcome.Answered.class);
    return ((HttpOutcome.Answered) outcome).answer();
  }

  private HttpOutcome send(int port, SendBy sendBy) throws Exception {
    HttpCall call =
        new HttpCall(
            HttpMethod.POST,
            URI.create("http://127.0.0.1:" + port + "/token"),
            Map.of("Content-Type", Secret.of("application/x-www-form-urlencoded")),
            Optional.of(Secret.of("grant_type=refresh_token")),
            Optional.empty());
    return http.send(call, sendBy)
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static SendBy fresh() {
    return new SendBy(Instant.now(), System.nanoTime(), Duration.ofMinutes(1), Clock.systemUTC());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void awaitQuietly(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
