// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTemplateTest {
  @Test
  void valuesFillTheirPlaces() {
    assertThat(filled("https://{v}.zendesk.com/token", "acme"))
        .isEqualTo("https://acme.zendesk.com/token");
    assertThat(filled("https://accounts.zoho.{v}/token", "com.au"))
        .isEqualTo("https://accounts.zoho.com.au/token");
    assertThat(filled("https://{v}/realms/a", "id.example.com:8443"))
        .isEqualTo("https://id.example.com:8443/realms/a");
    assertThat(filled("https://id.example.com/{v}/token?t={v}", "a_b~1.x"))
        .isEqualTo("https://id.example.com/a_b~1.x/token?t=a_b~1.x");
  }

  @Test
  void whatIsFilledInLaterStays() {
    assertThat(filled("https://{v}.example/{client_id}/{token}", "a"))
        .isEqualTo("https://a.example/{client_id}/{token}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.com/",
        "evil.com#",
        "evil.com?",
        "evil.com\\",
        "u@evil.com",
        "evil.com:443",
        "a:1@b",
        "a b",
        "a%2fb",
        ".evil",
        "evil.",
        "a..b",
        "",
        "{token}",
        "ä",
        "a\nb",
        "[::1]",
        "a_b"
      })
  void aValueCannotMoveTheHost(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> filled("https://{v}.zendesk.com/token", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "a?b", "a#b", "a%2e", "", "a\\b", "{client_id}"})
  void aValueCannotLeaveItsPlaceInAPath(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> filled("https://id.example.com/{v}/token", value));
  }

  private static String filled(String template, String value) {
    return new UrlTemplate(template).with(Map.of("v", value));
  }
}
