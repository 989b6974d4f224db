// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.secrets.Secret;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderHttpTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final Vertx vertx = Vertx.vertx();
  private final ProviderHttp http = new ProviderHttp(vertx, TIMEOUT, 4);

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
        .isEqualTo(new CallOutcome.NotSent("connect_failed", Optional.empty()));
  }

  @Test
  void aProviderThatNeverAnswersIsUnknownAfterTheTimeout() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server = new RawServer(out -> awaitQuietly(over))) {
      assertThat(send(server.port(), fresh()))
          .isEqualTo(new CallOutcome.Unknown("no_reply_in_time"));
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
      assertThat(send(server.port(), fresh()))
          .isEqualTo(new CallOutcome.Unknown("no_reply_in_time"));
      over.countDown();
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsUnknown() throws Exception {
    try (RawServer server = new RawServer(out -> {})) {
      assertThat(send(server.port(), fresh())).isEqualTo(new CallOutcome.Unknown("reply_lost"));
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
      assertThat(send(server.port(), fresh())).isEqualTo(new CallOutcome.Unknown("reply_lost"));
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
      CallOutcome outcome = send(server.port(), fresh());

      assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
      assertThat(((CallOutcome.Failed) outcome).error()).isEqualTo("http_302");
      assertThat(target.connections()).isZero();
    }
  }

  @Test
  void nothingIsSentOnceTheClaimIsTooOld() throws Exception {
    try (RawServer server = new RawServer(out -> {})) {
      Instant longAgo = Instant.now().minusSeconds(60);
      SendBy passed =
          new SendBy(longAgo, System.nanoTime(), Duration.ofSeconds(4), Clock.systemUTC());

      assertThat(send(server.port(), passed))
          .isEqualTo(new CallOutcome.NotSent("claim_too_old", Optional.empty()));
      assertThat(server.requests()).isZero();
    }
  }

  private CallOutcome send(int port, SendBy sendBy) throws Exception {
    TokenEndpointRequest request =
        new TokenEndpointRequest(
            URI.create("http://127.0.0.1:" + port + "/token"),
            Optional.empty(),
            Secret.of("grant_type=refresh_token"),
            List.of());
    return http.send(request, false, sendBy)
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

  /** A server on loopback that reads a request's first bytes and answers as it is told. */
  private static final class RawServer implements AutoCloseable {
    /** What it answers. */
    private interface Reply {
      void write(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listening =
        new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Thread thread;

    private RawServer(Reply reply) throws IOException {
      this.thread = new Thread(() -> serve(reply), "raw-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(Reply reply) {
      while (!listening.isClosed()) {
        try (Socket socket = listening.accept();
            InputStream in = socket.getInputStream()) {
          connections.incrementAndGet();
          if (in.read(new byte[4096]) > 0) {
            requests.incrementAndGet();
            reply.write(socket.getOutputStream());
          }
        } catch (IOException e) {
          // The client went away, or the server was closed: the loop's condition tells.
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    int port() {
      return listening.getLocalPort();
    }

    int connections() {
      return connections.get();
    }

    int requests() {
      return requests.get();
    }

    @Override
    public void close() throws IOException {
      listening.close();
      thread.interrupt();
    }
  }
}
