// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PauseScopeTest {
  private static final ConnectorId GITHUB = new ConnectorId("acme", "github");

  private static Stream<PauseScope> scopes() {
    return Stream.of(
        new PauseScope.All(),
        new PauseScope.OfTenant("acme"),
        new PauseScope.OfTenant("all"),
        new PauseScope.OfTenant("a/*"),
        new PauseScope.OfConnector(GITHUB),
        new PauseScope.OfConnector(new ConnectorId("all", "*")));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void theTextLeadsBackToTheScope(PauseScope scope) {
    assertThat(PauseScope.parse(scope.toString())).isEqualTo(scope);
  }

  @Test
  void noTwoScopesShareAText() {
    assertThat(scopes().map(Object::toString)).doesNotHaveDuplicates();
  }

  @Test
  void aScopeCoversWhatItNames() {
    assertThat(new PauseScope.All().covers(GITHUB)).isTrue();
    assertThat(new PauseScope.OfTenant("acme").covers(GITHUB)).isTrue();
    assertThat(new PauseScope.OfTenant("other").covers(GITHUB)).isFalse();
    assertThat(new PauseScope.OfConnector(GITHUB).covers(GITHUB)).isTrue();
    assertThat(new PauseScope.OfConnector(GITHUB).covers(new ConnectorId("acme", "crm"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "home", "acme", "a/b/c", "a/b/*", "/*", "a//*", "a /b"})
  void aTextThatIsNoneIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PauseScope.parse(text));
  }
}
