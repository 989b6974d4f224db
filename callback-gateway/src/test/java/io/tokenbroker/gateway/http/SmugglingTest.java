// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.gateway.limit.LimitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two servers in a row may understand in two ways (RFC 9112, 11.2). */
@TestInstance(Lifecycle.PER_CLASS)
class SmugglingTest {
  private static final String SECOND = "GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private TestGateway gateway;

  @BeforeAll
  void start(@TempDir Path folder) {
    // No other host is accepted than that of the public URL, which is loopback.
    gateway =
        new TestGateway(
            folder,
            Duration.ofMillis(100),
            new HttpSettings("127.0.0.1", 0, Optional.empty()),
            LimitSettings.NONE);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        shape(
            "both lengths",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        shape(
            "both lengths, the other way round",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        shape(
            "two lengths",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b"),
        shape(
            "one length twice",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b"),
        shape(
            "a list of lengths",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Content-Length: 3, 3\r\n\r\na=b"),
        shape(
            "a signed length",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Content-Length: +3\r\n\r\na=b"),
        shape(
            "an unknown coding",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        shape(
            "two codings",
            "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
                + FORM
                + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        shape(
            "a coding in HTTP/1.0",
            "POST /oauth/callback HTTP/1.0\r\nHost: HOST\r\n"
                + FORM
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        shape(
            "a folded header", "GET /readyz HTTP/1.1\r\nHost: HOST\r\nX-Long: a\r\n b: c\r\n\r\n"),
        shape(
            "a folded host", "GET /readyz HTTP/1.1\r\nX: a\r\n\tHost: HOST\r\nHost: HOST\r\n\r\n"),
        shape(
            "a folded header after an empty line",
            "\r\nGET /readyz HTTP/1.1\r\nHost: HOST\r\nX-Long: a\r\n b: c\r\n\r\n"),
        shape("bare line feeds", "GET /readyz HTTP/1.1\nHost: HOST\n\n"),
        shape("one bare line feed", "GET /readyz HTTP/1.1\r\nHost: HOST\nX: y\r\n\r\n"),
        shape("a space before the colon", "GET /readyz HTTP/1.1\r\nHost: HOST\r\nX : y\r\n\r\n"),
        shape(
            "a space before the length's colon",
            "POST /readyz HTTP/1.1\r\nHost: HOST\r\nContent-Length : 5\r\n\r\nhello"),
        shape(
            "a control character in a value",
            "GET /readyz HTTP/1.1\r\nHost: HOST\r\nX: a\0b\r\n\r\n"),
        shape("an absolute target", "GET http://HOST/readyz HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        shape("an authority as the target", "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        shape("an asterisk as the target", "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        shape("a tab in the request line", "GET\t/readyz HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        shape("two spaces in the request line", "GET  /readyz HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        shape("a space after the request line", "GET /readyz HTTP/1.1 \r\nHost: HOST\r\n\r\n"),
        shape("a carriage return in it", "GET /readyz\rX HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        shape("no host", "GET /readyz HTTP/1.1\r\n\r\n"),
        shape("two hosts", "GET /readyz HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n"));
  }

  private static Arguments shape(String name, String request) {
    return Arguments.of(name, request);
  }

  private static String chunked(String body) {
    return "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n"
        + FORM
        + "Transfer-Encoding: chunked\r\n\r\n"
        + body;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void anAmbiguousRequestIsRefusedAndNothingAfterItIsRead(String name, String request)
      throws IOException {
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.send(request + SECOND);

      String answer = connection.readToEnd();

      assertThat(answer).as(name).matches("(?s)HTTP/1\\.[01] 400 .*");
      assertThat(answer.split("HTTP/1\\.[01] ", -1)).as("one answer only").hasSize(2);
      assertThat(answer.toLowerCase(Locale.ROOT))
          .contains("x-content-type-options: nosniff")
          .doesNotContain("\"status\":\"ok\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "3\r\na=bcdef\r\n0\r\n\r\n",
        "3;a\nX\r\na=b\r\n0\r\n\r\n",
        "3\na=b\n0\n\n",
        "LONG"
      })
  void aBrokenChunkEndsTheConnection(String body) throws IOException {
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.send(chunked(body.replace("LONG", "1;" + "a".repeat(20_000))) + SECOND);

      // The request may have been answered by then, or not; what follows never is.
      assertThat(connection.readToEnd()).matches("(?s)(HTTP/1.1 400 .*)?").doesNotContain("\"ok\"");
    }
  }

  @Test
  void aRequestForAnotherHostIsMisdirected() throws IOException {
    for (String host : List.of("evil.example", "127.0.0.1:1", "HOST.evil.example", "")) {
      try (RawConnection connection = new RawConnection(gateway)) {
        connection.send("GET /connect/x HTTP/1.1\r\nHost: " + host + "\r\n\r\n" + SECOND);

        assertThat(connection.readToEnd())
            .as(host)
            .matches("(?s)HTTP/1.1 4(21|00) .*")
            .doesNotContain("\"ok\"");
      }
    }
  }

  @Test
  void aHealthCheckMayComeUnderAnyHost() throws IOException {
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.send("GET /healthz HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n");

      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void wellFormedRequestsInARowAreAllAnswered() throws IOException {
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.send(
          chunked("3;x=y\r\na=b\r\n0\r\n\r\n")
              + SECOND
              + SECOND
              + "GET /healthz HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");

      assertThat(connection.readToEnd().split("\"status\":\"ok\"", -1)).hasSize(4);
    }
  }

  @Test
  void manyRequestsInARowAreAnsweredOneAfterTheOther() throws IOException {
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.send(
          SECOND.repeat(1_000)
              + "GET /healthz HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");

      assertThat(connection.readToEnd().split("\"status\":\"ok\"", -1)).hasSize(1_002);
    }
  }
}
