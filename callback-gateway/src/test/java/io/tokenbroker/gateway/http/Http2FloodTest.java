// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.gateway.limit.LimitSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Floods that HTTP/2 makes cheap: each ends its own connection, and nobody else notices. */
@TestInstance(Lifecycle.PER_CLASS)
class Http2FloodTest {
  /** Far more than any client needs, and few enough for a test. */
  private static final int MANY = 2_000;

  /** A reset of the connection may overtake the reason for it. */
  private static final List<Optional<Integer>> CALM =
      List.of(Optional.of(RawHttp2.ENHANCE_YOUR_CALM), Optional.empty());

  private final PemPair pair;
  private final TestGateway gateway;

  Http2FloodTest(@TempDir Path folder) throws Exception {
    TlsFiles files = new TlsFiles(folder.resolve("c.pem"), folder.resolve("k.pem"));
    pair = PemPair.create(folder, "flood");
    pair.write(files);
    gateway =
        new TestGateway(
            folder,
            Duration.ofMillis(100),
            new HttpSettings("127.0.0.1", 0, Optional.of(URI.create("https://connect.example")))
                .withOtherHosts(List.of("127.0.0.1"))
                .withTls(files),
            LimitSettings.NONE);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @AfterEach
  void othersAreStillServed() throws Exception {
    try (RawHttp2 other = new RawHttp2(gateway, pair)) {
      other.headers(1, RawHttp2.END_STREAM | RawHttp2.END_HEADERS);
      other.awaitAnswer();
    }
  }

  @Test
  void aClientThatOpensStreamsAndResetsThemIsCutOff() throws Exception {
    assertThat(
            flood(
                (client, i) -> {
                  client.headers(2 * i + 3, RawHttp2.END_STREAM | RawHttp2.END_HEADERS);
                  client.reset(2 * i + 3);
                }))
        .isIn(CALM);
  }

  @Test
  void aClientThatMakesTheServerResetItsStreamsIsCutOff() throws Exception {
    assertThat(
            flood(
                (client, i) -> {
                  client.headers(2 * i + 3, RawHttp2.END_HEADERS);
                  client.windowUpdateOfNothing(2 * i + 3);
                }))
        .isIn(CALM);
  }

  @Test
  void headersThatGoOnWithNothingForEverEndTheConnection() throws Exception {
    flood(headersThatGoOnWith(new byte[0]));
  }

  @Test
  void headersThatGoOnByteByByteEndTheConnection() throws Exception {
    // The table of names is made as small as can be, which may be said again and again.
    flood(headersThatGoOnWith(new byte[] {0x20}));
  }

  @Test
  void headersThatAreLongerThanAnyEndTheConnection() throws Exception {
    String pairs = "\u0000\u0001a\u0001b".repeat(1_000);

    flood(headersThatGoOnWith(pairs.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Wave headersThatGoOnWith(byte[] fragment) {
    return (client, i) -> {
      if (i == 0) {
        client.headers(3, RawHttp2.END_STREAM);
      }
      client.continuation(3, fragment);
    };
  }

  /** One more of something, by its number from 0. */
  private interface Wave {
    void send(RawHttp2 client, int number) throws IOException;
  }

  /** Sends waves; gives the reason for which the server ends the connection, and fails if not. */
  private Optional<Integer> flood(Wave wave) throws Exception {
    try (RawHttp2 client = new RawHttp2(gateway, pair)) {
      client.headers(1, RawHttp2.END_STREAM | RawHttp2.END_HEADERS);
      client.awaitAnswer();
      try {
        for (int i = 0; i < MANY && !client.isEnded(); i++) {
          wave.send(client, i);
        }
      } catch (IOException closed) {
        // That is what is waited for.
      }
      return client.awaitEnd();
    }
  }
}
