// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.gateway.limit.LimitSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, and those that open more connections than they may. */
class ConnectionGuardTest {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path folder = Path.of("");

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  @Test
  void aClientThatDripsItsHeadersIsCutOff() throws IOException {
    RawConnection connection = connect(gateway(HttpSettings.DEFAULT_MAX_CONNECTIONS));

    connection.send("GET /healthz HTTP/1.1\r\n");
    connection.drip("X: y\r\n");

    assertThat(connection.readToEnd()).isEmpty();
  }

  @Test
  void aClientThatDripsItsNextRequestIsCutOffToo() throws IOException {
    RawConnection connection = connect(gateway(HttpSettings.DEFAULT_MAX_CONNECTIONS));

    connection.send("GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\nGET /healthz HTTP/1.1\r\n");
    connection.drip("X: y\r\n");

    assertThat(connection.readToEnd().split("HTTP/1.1 200", -1)).hasSize(2);
  }

  @Test
  void aClientThatDripsItsBodyIsCutOff() throws IOException {
    RawConnection connection = connect(gateway(HttpSettings.DEFAULT_MAX_CONNECTIONS));

    connection.send(
        "POST /oauth/callback HTTP/1.1\r\nHost: HOST\r\n" + FORM + "Content-Length: 30000\r\n\r\n");
    connection.drip("a");

    assertThat(connection.readToEnd()).isEmpty();
  }

  @Test
  void oneConnectionTooManyIsClosedAndTheOthersStay() throws IOException {
    TestGateway gateway = gateway(2);
    RawConnection first = connect(gateway);
    RawConnection second = connect(gateway);
    for (RawConnection connection : List.of(first, second)) {
      connection.send("GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\n");
      assertThat(connection.readUntil("\"ok\"}")).startsWith("HTTP/1.1 200");
    }

    assertThat(connect(gateway).readToEnd()).isEmpty();
    first.send("GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\n");
    assertThat(first.readUntil("\"ok\"}")).startsWith("HTTP/1.1 200");
  }

  private TestGateway gateway(int maxConnections) {
    Duration soon = Duration.ofMillis(300);
    TestGateway gateway =
        new TestGateway(
            folder,
            Duration.ofMillis(100),
            new HttpSettings("127.0.0.1", 0, Optional.empty())
                .withMaxConnections(maxConnections)
                .withDeadlines(new Deadlines(soon, soon, soon)),
            LimitSettings.NONE);
    open.add(0, gateway);
    return gateway;
  }

  private RawConnection connect(TestGateway gateway) throws IOException {
    RawConnection connection = new RawConnection(gateway);
    open.add(0, connection);
    return connection;
  }
}
