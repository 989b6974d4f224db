// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class StepsTest {
  private final StringWriter printed = new StringWriter();
  private final Steps steps = new Steps(new PrintWriter(printed));

  @Test
  void aStepThatHoldsGivesItsResultAndIsCounted() {
    assertThat(steps.step("token", () -> "t").length()).isEqualTo(1);
    assertThat(steps.held()).isEqualTo(1);
    assertThat(printed.toString()).matches("ok +\\d+ ms  token\\R");
  }

  @Test
  void aStepThatDoesNotHoldIsPrintedWithItsReasonAndEndsTheStory() {
    assertThatThrownBy(
            () ->
                steps.step(
                    "token",
                    () -> {
                      Steps.require(false, "the version did not grow");
                      return true;
                    }))
        .isInstanceOf(StepFailedException.class)
        .hasMessage("token: the version did not grow");
    assertThat(printed.toString()).matches("FAILED +\\d+ ms  token: the version did not grow\\R");
    assertThat(steps.held()).isZero();
  }

  @Test
  void whatAStepThrowsIsItsReason() {
    assertThatThrownBy(
            () ->
                steps.step(
                    "callback",
                    () -> {
                      throw new IOException("connection reset");
                    }))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("connection reset");
  }
}
