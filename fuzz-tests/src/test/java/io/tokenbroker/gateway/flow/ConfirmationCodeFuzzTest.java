// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tokenbroker.fuzz.Choices;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A confirmation code that is not ours, or was changed, does not open; nothing else happens. */
class ConfirmationCodeFuzzTest {
  private static final int RANDOM_CODES = 5_000;
  private static final GatewayKeys KEYS = SealedTextsFuzzTest.keys();
  private static final ConfirmationCodes CODES = new ConfirmationCodes(SealedText.of(KEYS));
  private static final ConfirmationCode CODE =
      new ConfirmationCode(
          TokenKey.personal("acme", "crm", "alice"),
          AuthorizationId.ofSeed(Secret.of("s".repeat(43))),
          Secret.of("c".repeat(43)),
          Instant.EPOCH);
  private static final String CODE_TEXT = CODES.seal(CODE);

  @FuzzTest(maxExecutions = 10_000_000, maxDuration = "10m")
  void aConfirmationCodeThatWasNotSealedHereConfirmsNothing(FuzzedDataProvider input) {
    opensOnlyAsItIs(
        input.consumeInt(0, 3) == 0
            ? input.consumeRemainingAsString()
            : SealedTextsFuzzTest.changed(CODE_TEXT, Choices.of(input)));
  }

  /** In every build: the same changes each time. */
  @Test
  void noChangeOfACodeOpens() {
    Choices chance = Choices.of(new Random(7));
    for (int i = 0; i < RANDOM_CODES; i++) {
      opensOnlyAsItIs(SealedTextsFuzzTest.changed(CODE_TEXT, chance));
    }

    assertThat(CODES.open(CODE_TEXT)).isEqualTo(CODE);
  }

  private static void opensOnlyAsItIs(String text) {
    try {
      assertThat(CODES.open(text)).isEqualTo(CODE);
      // The last character of base64url has bits that mean nothing.
      assertThat(text.substring(0, text.length() - 1))
          .isEqualTo(CODE_TEXT.substring(0, CODE_TEXT.length() - 1));
    } catch (CannotOpenException refused) {
      assertThat(refused).hasMessageNotContaining(CODE_TEXT);
    }
  }
}
