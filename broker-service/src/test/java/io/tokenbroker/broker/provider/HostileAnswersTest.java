// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers by which a provider would hold the broker up, or make it take more than it wants. */
class HostileAnswersTest {
  private static final Duration TIMEOUT = Duration.ofMillis(1_500);
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final ProviderHttp http =
      new ProviderHttp(vertx, Clock.systemUTC(), TIMEOUT, 2, ProviderNetwork.loopbackAllowed());

  @AfterEach
  void close() throws Exception {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 103 Early Hints\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 102 Processing\r\nX: y\r\n\r\n"
      })
  void interimAnswersWithoutEndDoNotOutliveTheTimeout(String interim) throws Exception {
    assertThat(sendTo(out -> again(out, interim))).isInstanceOf(HttpOutcome.Lost.class);
  }

  @Test
  void headersWithoutEndAreNotRead() throws Exception {
    assertThat(
            sendTo(
                out -> {
                  out.write(ascii(OK));
                  again(out, "X-A: " + "a".repeat(1000) + "\r\n");
                }))
        .isInstanceOf(HttpOutcome.Lost.class);
  }

  @Test
  void chunksAndTrailersWithoutEndAreNotRead() throws Exception {
    String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";

    assertThat(
            sendTo(
                out -> {
                  out.write(ascii(chunked));
                  again(out, "1\r\na\r\n");
                }))
        .isInstanceOf(HttpOutcome.Lost.class);
    assertThat(
            sendTo(
                out -> {
                  out.write(ascii(chunked + "0\r\n"));
                  again(out, "X-A: a\r\n");
                }))
        .isInstanceOf(HttpOutcome.Lost.class);
  }

  @Test
  void anAnswerThatChangesTheProtocolTellsNothing() throws Exception {
    assertThat(
            sendTo(
                out ->
                    out.write(
                        ascii(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                + "Upgrade: x\r\n\r\n{\"access_token\":\"a\"}"))))
        .isEqualTo(new HttpOutcome.Lost("interim_reply"));
  }

  @Test
  void whatFollowsAnInterimAnswerIsNotTakenForTheNextCallsAnswer() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        request -> {
                          if (requests.incrementAndGet() == 1) {
                            socket.write("HTTP/1.1 102 Processing\r\n\r\n");
                            vertx.setTimer(200, late -> socket.write(answer("another's")));
                          } else {
                            vertx.setTimer(400, late -> socket.write(answer("own")));
                          }
                        }));
    int port =
        server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS)
            .actualPort();

    HttpOutcome first = send(port);
    HttpOutcome second = send(port);

    assertThat(first).isEqualTo(new HttpOutcome.Lost("interim_reply"));
    assertThat(((HttpOutcome.Answered) second).answer().body()).hasToString("own");
  }

  @Test
  void aBodyThatMustNotBeThereDoesNotSpoilTheNextCallsAnswer() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    socket.handler(
                        request -> {
                          if (requests.incrementAndGet() == 1) {
                            socket.write("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n");
                            vertx.setTimer(100, late -> socket.write("{}"));
                          } else {
                            vertx.setTimer(300, late -> socket.write(answer("own")));
                          }
                        }));
    int port =
        server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS)
            .actualPort();

    HttpOutcome first = send(port);
    HttpOutcome second = send(port);

    assertThat(((HttpOutcome.Answered) first).answer().status()).isEqualTo(204);
    assertThat(((HttpOutcome.Answered) second).answer().body()).hasToString("own");
  }

  @Test
  void aZippedBodyOfManyEmptyMembersIsUnreadable() throws Exception {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    new GZIPOutputStream(member).close();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < 400_000) {
      body.write(member.toByteArray());
    }

    assertThat(sendTo(out -> zipped(out, body.toByteArray())))
        .isEqualTo(new HttpOutcome.Lost("unreadable_reply"));
  }

  @Test
  void aZippedBodyThatUnpacksToMoreThanAMegabyteIsTooLarge() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(body)) {
      for (int i = 0; i < 200; i++) {
        zip.write(new byte[1 << 20]);
      }
    }

    assertThat(sendTo(out -> zipped(out, body.toByteArray())))
        .isEqualTo(new HttpOutcome.Lost("reply_too_large"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                              | PT0S
          -1                             | -
          999999999                      | PT24H
          99999999999999999999           | -
          1e9                            | -
          NaN                            | -
          Thu, 01 Jan 1970 00:00:00 GMT  | -
          Fri, 31 Dec 9999 23:59:59 GMT  | PT24H
          tomorrow                       | -
          """)
  void aPauseThatIsAskedForIsNeverNegativeAndADayAtMost(String text, String expected)
      throws Exception {
    HttpOutcome outcome =
        sendTo(
            out ->
                out.write(
                    ascii(
                        "HTTP/1.1 429 No\r\nContent-Length: 0\r\nRetry-After: "
                            + text
                            + "\r\n\r\n")));

    assertThat(((HttpOutcome.Answered) outcome).answer().retryAfter().map(Duration::toString))
        .isEqualTo(expected.equals("-") ? Optional.empty() : Optional.of(expected));
  }

  private static String answer(String body) {
    return OK + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static void zipped(OutputStream out, byte[] body) throws IOException {
    out.write(ascii(OK + "Content-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n"));
    out.write(body);
    out.flush();
  }

  /** Until the other side goes away, or for as long as no call may take. */
  private static void again(OutputStream out, String text) throws IOException {
    Instant end = Instant.now().plusSeconds(10);
    while (Instant.now().isBefore(end)) {
      out.write(ascii(text));
      out.flush();
    }
  }

  private HttpOutcome sendTo(RawServer.Reply reply) throws Exception {
    try (RawServer server = new RawServer(reply)) {
      return send(server.port());
    }
  }

  private HttpOutcome send(int port) throws Exception {
    HttpCall call =
        new HttpCall(
            HttpMethod.POST,
            URI.create("http://127.0.0.1:" + port + "/token"),
            Map.of("Content-Type", Secret.of("application/x-www-form-urlencoded")),
            Optional.of(Secret.of("grant_type=refresh_token")),
            Optional.empty());
    SendBy fresh =
        new SendBy(Instant.now(), System.nanoTime(), Duration.ofMinutes(1), Clock.systemUTC());
    return http.send(call, fresh)
        .toCompletionStage()
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
