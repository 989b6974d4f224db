// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentCookiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tb-a=value",
        "tb-a=\"value\"",
        "other=1; tb-a=value",
        "other=1;tb-a=value;more=2",
        "tb-a=value ; tb-a=second",
        "  tb-a=value",
        "xtb-a=1; tb-ab=2; tb-a=value",
        ";; ;tb-a=value",
        "tb-a; tb-a=value"
      })
  void aCookieIsFoundAmongOthers(String line) {
    assertThat(SentCookies.value(line, "tb-a")).contains("value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ";", "tb-a", "TB-A=value", "tb-ab=value", "a=tb-a=value", "x=\"; y", "=tb-a"})
  void whatOnlyLooksLikeItIsNot(String line) {
    assertThat(SentCookies.value(line, "tb-a")).isEmpty();
  }

  @Test
  void aValueKeepsAllThatIsInIt() {
    assertThat(SentCookies.value("tb-a=a=b\"c", "tb-a")).contains("a=b\"c");
    assertThat(SentCookies.value("tb-a=", "tb-a")).contains("");
    assertThat(SentCookies.value("tb-a=\"", "tb-a")).contains("\"");
  }
}
