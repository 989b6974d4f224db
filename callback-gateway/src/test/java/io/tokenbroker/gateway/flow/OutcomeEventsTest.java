// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.Binding;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeEventsTest {
  private static final TokenKey KEY = TokenKey.personal("acme", "crm", "alice");
  private static final AuthorizationId ID = AuthorizationId.ofSeed(Secret.of("state"));
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(20);

  @TempDir Path folder = Path.of("");
  private Optional<FlowServer> running = Optional.empty();

  @AfterEach
  void stop() {
    running.ifPresent(FlowServer::close);
  }

  @Test
  void thePageThatWaitsIsToldWhenItIsOver() throws Exception {
    FlowServer server = start(10, LONG, LONG);
    try (Stream stream = new Stream(server, NOW_FLOW)) {
      assertThat(stream.line()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(stream.headers()).contains("text/event-stream");
      stream.awaitLine(":");
      succeed(server);
      assertThat(stream.rest()).contains("event: done\ndata:\n\n");
    }
  }

  @Test
  void whatIsOverAlreadyIsToldAtOnce() throws Exception {
    FlowServer server = start(10, LONG, LONG);
    succeed(server);
    try (Stream stream = new Stream(server, NOW_FLOW)) {
      assertThat(stream.rest()).startsWith("HTTP/1.1 200").contains("event: done\n");
    }
  }

  @Test
  void commentsKeepTheConnectionAliveOnTheWay() throws Exception {
    FlowServer server = start(10, LONG, SHORT);
    try (Stream stream = new Stream(server, NOW_FLOW)) {
      for (int i = 0; i < 4; i++) {
        stream.awaitLine(":");
      }
    }
  }

  @Test
  void aStreamEndsWithoutTheEventWhenItsTimeIsOverOrTheGatewayStops() throws Exception {
    FlowServer server = start(10, SHORT, LONG);
    try (Stream stream = new Stream(server, NOW_FLOW)) {
      assertThat(stream.rest()).startsWith("HTTP/1.1 200").doesNotContain("done");
    }
    server.close();
    FlowServer other = start(10, LONG, LONG);
    try (Stream stream = new Stream(other, NOW_FLOW)) {
      stream.awaitLine(":");
      other.replies.close();
      assertThat(stream.rest()).doesNotContain("done");
    }
  }

  @Test
  void whereTooManyListenThePageHasToLookByItselfAndWhoLeavesMakesRoom() throws Exception {
    FlowServer server = start(1, LONG, SHORT);
    try (Stream stream = new Stream(server, NOW_FLOW)) {
      stream.awaitLine(":");
      try (Stream second = new Stream(server, NOW_FLOW)) {
        assertThat(second.line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              try (Stream third = new Stream(server, NOW_FLOW)) {
                assertThat(third.line()).isEqualTo("HTTP/1.1 200 OK");
              }
            });
  }

  @Test
  void oneFlowTakesNoMoreThanItsShareOfThePlaces() throws Exception {
    FlowServer server = start(new StreamPlaces.Limits(10, 2, 10), LONG, SHORT);
    try (Stream first = new Stream(server, NOW_FLOW);
        Stream second = new Stream(server, NOW_FLOW)) {
      first.awaitLine(":");
      second.awaitLine(":");
      try (Stream third = new Stream(server, NOW_FLOW)) {
        assertThat(third.line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      }
    }
  }

  @Test
  void whereNoAnswerCanComeAnyMoreTheBrowserIsToldNotToComeAgain() throws Exception {
    FlowServer server = start(10, LONG, LONG);
    Flow old = flow(FlowServer.NOW.minus(Duration.ofMinutes(6)));
    try (Stream stream = new Stream(server, old)) {
      assertThat(stream.line()).isEqualTo("HTTP/1.1 204 No Content");
    }
  }

  @Test
  void whoHasNoCookieOfTheFlowIsToldNothing() throws Exception {
    FlowServer server = start(10, LONG, LONG);
    succeed(server);
    try (Stream stream = new Stream(server, Optional.empty())) {
      assertThat(stream.rest())
          .startsWith("HTTP/1.1 400")
          .contains("flow_cookie_missing")
          .doesNotContain("done");
    }
  }

  private static final Flow NOW_FLOW = flow(FlowServer.NOW.plusSeconds(60));

  private FlowServer start(int maxStreams, Duration atMost, Duration heartbeat) throws IOException {
    return start(new StreamPlaces.Limits(maxStreams, maxStreams, maxStreams), atMost, heartbeat);
  }

  private FlowServer start(StreamPlaces.Limits limits, Duration atMost, Duration heartbeat)
      throws IOException {
    Path own = folder.resolve(Long.toString(System.nanoTime()));
    FlowServer server =
        new FlowServer(
            Files.createDirectory(own),
            Optional.empty(),
            "/oauth/outcome/:id/events",
            parts -> {
              FlowCookies cookies = cookies(parts);
              OutcomeEvents events =
                  new OutcomeEvents(
                      parts, new FlowGuard(cookies), new FlowEnd(parts), limits, atMost, heartbeat);
              return events::handle;
            });
    running = Optional.of(server);
    return server;
  }

  private static FlowCookies cookies(FlowParts parts) {
    return new FlowCookies(SealedText.of(parts.keys()), parts.publicUrl());
  }

  private static Flow flow(Instant expiresAt) {
    return new Flow(
        ID,
        KEY,
        Optional.empty(),
        expiresAt,
        Optional.empty(),
        1,
        new CallbackTerms(new ParameterNames(Map.of()), List.of()),
        Binding.LINK,
        Secret.of("secret"),
        false);
  }

  private static void succeed(FlowServer server) {
    server.replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(ID.value())
            .setTokenKey(KEY.toString())
            .setGeneration(7)
            .setSequence(1)
            .setExpiresAt(FlowServer.NOW)
            .setCompletedAt(FlowServer.NOW)
            .build());
  }

  /** A browser's side of a stream. */
  private static final class Stream implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Stream(FlowServer server, Flow flow) throws IOException {
      this(server, Optional.of(flow));
    }

    Stream(FlowServer server, Optional<Flow> flow) throws IOException {
      FlowCookies cookies = cookies(server.parts);
      String cookie =
          flow.map(is -> cookies.cookie(is, false))
              .map(is -> "Cookie: " + is.getName() + "=" + is.getValue() + "\r\n")
              .orElse("");
      this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET /oauth/outcome/"
                      + ID
                      + "/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + cookie
                      + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      this.in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    String line() throws IOException {
      return String.valueOf(in.readLine());
    }

    void awaitLine(String wanted) throws IOException {
      String line = line();
      while (!line.equals(wanted)) {
        assertThat(line).as("the stream's end").isNotEqualTo("null");
        line = line();
      }
    }

    String headers() throws IOException {
      StringBuilder headers = new StringBuilder();
      for (String line = line(); !line.isEmpty(); line = line()) {
        headers.append(line).append('\n');
      }
      return headers.toString();
    }

    String rest() {
      return in.lines().collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
