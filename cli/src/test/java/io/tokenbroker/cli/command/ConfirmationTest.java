// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest {
  private final List<String> questions = new ArrayList<>();

  @Test
  void yesIsConsent() {
    assertThatCode(() -> new Confirmation(typing(Optional.of(" yes ")), false).demand("Delete?"))
        .doesNotThrowAnyException();
    assertThat(questions).containsExactly("Delete? Type yes: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "y", "YES", "no"})
  void nothingElseIs(String answer) {
    assertRefused(new Confirmation(typing(Optional.of(answer)), false));
  }

  @Test
  void theEndOfInputIsNoConsent() {
    assertRefused(new Confirmation(typing(Optional.empty()), false));
  }

  @Test
  void whatWasGivenOnTheCommandLineIsNotAskedFor() {
    new Confirmation(typing(Optional.of("no")), true).demand("Delete?");

    assertThat(questions).isEmpty();
  }

  @Test
  void whereNobodyIsThereItHasToBeGiven() {
    Terminal nobody = Terminal.ofProcess();

    assertThat(new Confirmation(typing(Optional.empty()), false).isPossible()).isTrue();
    assertThat(new Confirmation(nobody, true).isPossible()).isTrue();
    assertThat(new Confirmation(nobody, false).isPossible()).isEqualTo(nobody.isThere());
  }

  private static void assertRefused(Confirmation confirmation) {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> confirmation.demand("Delete?"))
        .withMessage("nothing was done");
  }

  private Terminal typing(Optional<String> line) {
    return new Terminal() {
      @Override
      public boolean isThere() {
        return true;
      }

      @Override
      public Optional<String> ask(String question) {
        questions.add(question);
        return line;
      }
    };
  }
}
