// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ConnectorIdTest {
  @Test
  void theTextFormsAreEscaped() {
    ConnectorId connector = new ConnectorId("a/b", "git hub");

    assertThat(connector).hasToString("a%2Fb/git%20hub");
    assertThat(connector.revisionKey(12)).isEqualTo("a%2Fb/git%20hub/12");
  }

  @Test
  void namesAreCheckedAsThoseOfATokenKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ConnectorId("", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> new ConnectorId("t", "x".repeat(256)));
  }
}
