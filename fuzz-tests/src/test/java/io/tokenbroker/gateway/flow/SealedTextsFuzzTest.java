// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.event.Binding;
import io.tokenbroker.fuzz.Choices;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ticket or cookie that is not ours, or was changed, does not open; nothing else happens. */
class SealedTextsFuzzTest {
  private static final GatewayKeys KEYS = keys();
  private static final ConnectTickets TICKETS = new ConnectTickets(SealedText.of(KEYS));
  private static final FlowCookies COOKIES =
      new FlowCookies(SealedText.of(KEYS), new PublicUrl(URI.create("https://connect.example")));
  private static final Flow FLOW =
      new Flow(
          AuthorizationId.ofSeed(Secret.of("s".repeat(43))),
          TokenKey.personal("acme", "crm", "alice"),
          Optional.empty(),
          Instant.EPOCH,
          Optional.empty(),
          1,
          new CallbackTerms(new ParameterNames(Map.of()), List.of()),
          Binding.CONFIRM,
          Secret.of("c".repeat(43)),
          true);
  private static final String COOKIE = COOKIES.cookie(FLOW, false).getValue();

  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "2h")
  void whatWasNotSealedHereDoesNotOpen(FuzzedDataProvider input) {
    String text =
        input.consumeBoolean()
            ? changed(COOKIE, Choices.of(input))
            : input.consumeRemainingAsString();
    try {
      assertThat(COOKIES.open(FLOW.id(), text)).isEqualTo(FLOW);
      // The last character of base64url has bits that mean nothing.
      assertThat(text.substring(0, text.length() - 1))
          .isEqualTo(COOKIE.substring(0, COOKIE.length() - 1));
    } catch (CannotOpenException refused) {
      assertThat(refused).hasMessageNotContaining(COOKIE);
    }
    try {
      var opened = TICKETS.open(text);
      throw new AssertionError("a cookie or anything else opened as a ticket: " + opened);
    } catch (CannotOpenException refused) {
      assertThat(refused).hasMessageNotContaining(COOKIE);
    }
  }

  /** A text with some characters changed, or cut short. */
  static String changed(String good, Choices input) {
    StringBuilder text = new StringBuilder(good);
    for (int i = input.upTo(3); i > 0; i--) {
      text.setCharAt(input.upTo(text.length() - 1), (char) input.upTo(Character.MAX_VALUE));
    }
    return text.substring(0, 1 + input.upTo(text.length() - 1));
  }

  static GatewayKeys keys() {
    try {
      Path folder = Files.createTempDirectory("fuzz-keys");
      return GatewayKeys.from(
          KeysetFolder.create(
              folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
