// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.secrets.KeysetException;
import org.junit.jupiter.api.Test;

final class FailureLineTest {
  @Test
  void anExceptionOfOursSpeaksForItself() {
    assertThat(FailureLine.of(new KeysetException("the key is missing")))
        .isEqualTo("the key is missing");
  }

  @Test
  void anotherExceptionIsNamed() {
    assertThat(FailureLine.of(new IllegalStateException("closed")))
        .isEqualTo("java.lang.IllegalStateException: closed");
  }

  @Test
  void severalLinesBecomeOne() {
    assertThat(FailureLine.of(new KeysetException("one\n  two\r\nthree")))
        .isEqualTo("one; two; three");
  }
}
