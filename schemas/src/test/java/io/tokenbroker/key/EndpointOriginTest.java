// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointOriginTest {
  @ParameterizedTest
  @CsvSource({
    "https://provider.example/token,https://provider.example:443",
    "https://provider.example,https://provider.example:443",
    "https://provider.example:443/oauth?x=1,https://provider.example:443",
    "https://provider.example:8443/token,https://provider.example:8443",
    "https://provider.example/applications/{client_id}/tokens/{token},https://provider.example:443",
    "http://127.0.0.1/token,http://127.0.0.1:80",
    "http://[::1]:8080/token,http://[::1]:8080"
  })
  void thePortIsAlwaysWritten(String url, String origin) {
    assertThat(EndpointOrigin.of(url)).isEqualTo(origin);
  }

  @Test
  void anOriginIsItsOwn() {
    String origin = "https://provider.example:443";

    assertThat(EndpointOrigin.of(origin)).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "provider.example", "/token", "https:", "no url"})
  void whatIsNoUrlHasNone(String text) {
    assertThatThrownBy(() -> EndpointOrigin.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
