// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hunt itself: what it must find, and what it must not. */
final class SecretHuntTest {
  private static final String SECRET = "p/a+s s:w=r%d?0123456789~abcdefgh";

  private final SecretHunt hunt = new SecretHunt();

  SecretHuntTest() {
    hunt.add("secret", bytes(SECRET));
  }

  static Stream<String> writtenDown() {
    Base64.Encoder base64 = Base64.getEncoder();
    Base64.Encoder base64Url = Base64.getUrlEncoder().withoutPadding();
    return Stream.of(
        SECRET,
        URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
        HexFormat.of().formatHex(bytes(SECRET)),
        HexFormat.of().withUpperCase().formatHex(bytes(SECRET)),
        base64.encodeToString(bytes(SECRET)),
        base64.encodeToString(bytes("x" + SECRET + "yz")),
        base64.encodeToString(bytes("client:" + SECRET)),
        base64.encodeToString(bytes("an-id:" + SECRET)),
        base64Url.encodeToString(bytes("{\"token\":\"" + SECRET + "\"}")),
        new String(SECRET.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1),
        new String(SECRET.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("writtenDown")
  void aSecretIsFoundHoweverItIsWrittenAndWhereverItStands(String written) {
    hunt.search(Place.LOG, "at the end", bytes("something before " + written));
    hunt.search(Place.LOG, "at the start", bytes(written + " something after"));

    assertThat(hunt.findings()).extracting(Finding::file).contains("at the end", "at the start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p/a+s s:", "p/a+s s:w=r%d?0123456789~abcdefg", "P/A+S S:W=R%D"})
  void whatIsNotTheWholeSecretIsNotFound(String written) {
    hunt.search(Place.LOG, "log", bytes(written));

    assertThat(hunt.findings()).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
