// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.secrets.Secret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderProxyTest {
  @Test
  void aProxyIsReadWithItsCredentials() {
    assertThat(ProviderProxy.parse("http://us:s3cr%40t@proxy.example:3128/"))
        .isEqualTo(
            new ProviderProxy(
                "proxy.example",
                3128,
                Optional.of(new ProviderProxy.Credentials("us", Secret.of("s3cr@t"))),
                List.of()));
    assertThat(ProviderProxy.parse("http://[::1]:3128").host()).isEqualTo("::1");
  }

  @Test
  void itsPasswordDoesNotShow() {
    assertThat(ProviderProxy.parse("http://us:s3cret@proxy.example:3128").toString())
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example:3128",
        "https://us:s3cret@proxy.example:3128",
        "http://us:s3cret@proxy.example",
        "http://us:s3cret@proxy.example:3128/path",
        "http://us:s3cret@prox y.example:3128",
        "http://s3cret@proxy.example:3128",
        "http://us:@proxy.example:3128"
      })
  void whatIsNoProxyIsRefusedWithoutBeingRepeated(String text) {
    assertThatThrownBy(() -> ProviderProxy.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://host:port")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }
}
