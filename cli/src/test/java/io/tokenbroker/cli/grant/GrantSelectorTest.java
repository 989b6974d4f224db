// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.key.TokenKey;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantSelectorTest {
  private static final String[] ALL = {
    "acme/github/personal/ann/default",
    "acme/github/personal/ann/second",
    "acme/github/personal/ben/default",
    "acme/github/shared/default",
    "acme/slack/personal/ann/default",
    "acme/slack/shared/ann",
    "other/github/personal/ann/default",
    "acme%2Fgithub/x/personal/ann/default"
  };

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "acme,-,-,012345",
        "acme,github,-,0123",
        "acme,-,ann,014",
        "acme,github,ann,01",
        "acme,jira,-,''",
        "other,-,-,6",
        "acme/github,-,-,7"
      })
  void aGrantIsMeantIfEveryNameFits(String tenant, String connector, String user, String expected) {
    GrantSelector selector =
        new GrantSelector(tenant, Optional.ofNullable(connector), Optional.ofNullable(user));

    assertThat(Stream.of(ALL).map(TokenKey::parse).filter(selector).map(TokenKey::toString))
        .containsExactlyElementsOf(
            expected.chars().mapToObj(index -> ALL[Character.digit(index, 10)]).toList());
  }

  @Test
  void aNameThatNoKeyCanHaveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrantSelector("", Optional.empty(), Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GrantSelector("acme", Optional.of(""), Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new GrantSelector("acme", Optional.empty(), Optional.of("x".repeat(256))));
  }

  @Test
  void itSaysWhatIsMeant() {
    assertThat(new GrantSelector("acme", Optional.of("github"), Optional.of("ann")))
        .hasToString("tenant acme, connector github, user ann");
    assertThat(new GrantSelector("acme", Optional.empty(), Optional.empty()))
        .hasToString("tenant acme");
  }
}
