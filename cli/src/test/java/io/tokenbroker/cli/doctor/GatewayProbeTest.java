// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tokenbroker.cli.doctor.Result.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewayProbeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 200;

  GatewayProbeTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    server.setExecutor(threads);
    server.createContext(
        "/readyz",
        exchange -> {
          authorizations.addAll(
              exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          exchange.sendResponseHeaders(status, 0);
          byte[] kafka = new byte[1024];
          Arrays.fill(kafka, (byte) 'k');
          try (OutputStream body = exchange.getResponseBody()) {
            body.write("waits for ".getBytes(StandardCharsets.US_ASCII));
            // Without end, until nobody reads any more.
            while (status != 200) {
              body.write(kafka);
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void whatIsInTheUrlOfAPersonIsNeitherSentNorTold() throws Exception {
    Result result = look("http://ann:s3cret@127.0.0.1:");

    assertThat(result.level()).isEqualTo(Level.OK);
    assertThat(result.detail()).contains("/readyz says 200").doesNotContain("s3cret", "ann");
    assertThat(authorizations).isEmpty();
  }

  @Test
  void ofAnAnswerThatDoesNotEndTheBeginningIsTold() throws Exception {
    status = 503;

    Result result = look("http://127.0.0.1:");

    assertThat(result.level()).isEqualTo(Level.FAIL);
    assertThat(result.detail()).contains("says 503: waits for kkk").hasSizeLessThan(300);
  }

  private Result look(String address) throws Exception {
    return GatewayProbe.look(URI.create(address + server.getAddress().getPort()), TIMEOUT);
  }
}
