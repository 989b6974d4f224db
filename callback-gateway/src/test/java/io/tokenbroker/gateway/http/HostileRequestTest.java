// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no ordinary client sends. */
class HostileRequestTest {
  @ParameterizedTest
  @CsvSource({
    "/oauth/callback?code=a&state=%zz, 400",
    "/oauth/callback?code=%, 400",
    "/oauth/outcome/%2e%2e%2f, 404",
    "/connect/..%2f..%2f, 400",
    "/oauth/callback/%00?code=a, 400",
    "/v1/../healthz, 200"
  })
  void aMalformedAddressGetsAnAnswerWithoutAStackTrace(
      String target, int status, @TempDir Path folder) throws IOException {
    try (TestGateway gateway = new TestGateway(folder, Duration.ofMillis(100))) {
      String answer = exchange(gateway, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");

      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
      assertThat(answer).doesNotContain("Exception").doesNotContain("io.vertx");
    }
  }

  @Test
  void anAddressOrHeaderThatIsTooLongIsRefused(@TempDir Path folder) throws IOException {
    try (TestGateway gateway = new TestGateway(folder, Duration.ofMillis(100))) {
      assertThat(
              exchange(gateway, "GET /" + "a".repeat(12_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
          .contains(" 414 ");
      assertThat(
              exchange(
                  gateway,
                  "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "a".repeat(40_000) + "\r\n"))
          .contains(" 431 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connect/%", "/oauth/callback/%zz", "/connect/%00%"})
  void anAddressThatTheRouterCantReadGetsAPageOfOurs(String target, @TempDir Path folder)
      throws IOException {
    try (TestGateway gateway = new TestGateway(folder, Duration.ofMillis(100))) {
      assertThat(exchange(gateway, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("<!doctype html>");
    }
  }

  @Test
  void aLanguageThatCantBeReadGetsAnAnswerAllTheSame(@TempDir Path folder) throws IOException {
    try (TestGateway gateway = new TestGateway(folder, Duration.ofMillis(100))) {
      assertThat(
              exchange(
                  gateway, "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: -\r\n"))
          .startsWith("HTTP/1.1 404 ")
          .contains("lang=\"en\"");
    }
  }

  private static String exchange(TestGateway gateway, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.url("/").getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
