// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaGateTest {
  private long now = Duration.ofHours(1).toNanos();
  private final KafkaGate gate = new KafkaGate(() -> now);

  @Test
  void aFailedAppendClosesItAtOnce() {
    assertThat(gate.pass()).isTrue();
    gate.failed();

    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.pass()).isFalse();
  }

  @Test
  void brokersThatDoNotAnswerCloseIt() {
    after(1);
    gate.silent(now);

    assertThat(gate.pass()).isFalse();
  }

  @Test
  void brokersThatTookSomethingMeanwhileAreThere() {
    long asked = now;
    after(1);
    gate.acknowledged();
    gate.silent(asked);

    assertThat(gate.pass()).isTrue();
  }

  @Test
  void whenTheBrokersAnswerAgainOneAppendIsTried() {
    gate.failed();
    assertThat(gate.isOpen()).isFalse();
    gate.answered();

    assertThat(gate.isOpen()).as("ready, so that somebody tries").isTrue();
    assertThat(gate.pass()).isTrue();
    assertThat(gate.pass()).as("the others go on being refused").isFalse();
    gate.acknowledged();
    assertThat(gate.pass()).isTrue();
  }

  @Test
  void aTrialThatFailsIsNotRepeatedAtOnceThoughTheBrokersAnswer() {
    gate.failed();
    gate.answered();
    assertThat(gate.pass()).isTrue();
    after(1);
    gate.failed();
    gate.answered();

    assertThat(gate.pass()).isFalse();
    after(5);
    gate.answered();
    assertThat(gate.pass()).isTrue();
  }

  @Test
  void itStaysClosedForAsLongAsNobodyAnswers() {
    gate.failed();
    after(3_600);

    assertThat(gate.pass()).isFalse();
  }

  private void after(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
