// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
  private final ClientAddresses behindProxies =
      new ClientAddresses(List.of("10.0.0.0/8", "fd00::/8"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7|198.51.100.1||203.0.113.7",
        "203.0.113.7||for=198.51.100.1|203.0.113.7",
        "10.1.2.3|||10.1.2.3",
        "10.1.2.3|198.51.100.1||198.51.100.1",
        "10.1.2.3|192.0.2.66, 198.51.100.1||198.51.100.1",
        "10.1.2.3|192.0.2.66, 198.51.100.1, 10.9.9.9||198.51.100.1",
        "10.1.2.3|10.4.4.4, 10.9.9.9||10.4.4.4",
        "10.1.2.3|198.51.100.1:4711||198.51.100.1",
        "10.1.2.3|garbage||10.1.2.3",
        "10.1.2.3|198.51.100.1, unknown||10.1.2.3",
        "10.1.2.3|198.51.100.1|for=198.51.100.1;proto=https|198.51.100.1",
        "10.1.2.3|198.51.100.1|for=192.0.2.66|10.1.2.3",
        "10.1.2.3|192.0.2.66|for=198.51.100.1|10.1.2.3",
        "10.1.2.3|198.51.100.1|garbage|10.1.2.3",
        "10.1.2.3||FOR=\"[2001:db8:1:2:3:4:5:6]:4711\";by=x|2001:db8:1:2::/64",
        "10.1.2.3||for=192.0.2.66, for=198.51.100.1;by=10.1.2.3|198.51.100.1",
        "fd00::1|2001:db8:1:2:ffff::9||2001:db8:1:2::/64",
        "2001:db8::1|198.51.100.1||2001:db8::/64",
        "10.1.2.3|::ffff:198.51.100.1||198.51.100.1"
      })
  void theAddressIsTheRightMostThatNoTrustedProxyIs(
      String peer, String forwardedFor, String forwarded, String expected) {
    assertThat(behindProxies.of(peer, list(forwarded), list(forwardedFor))).isEqualTo(expected);
  }

  @Test
  void severalHeaderLinesAreOneList() {
    assertThat(
            behindProxies.of(
                "10.1.2.3", List.of(), List.of("192.0.2.66", "198.51.100.1, 10.0.0.1")))
        .isEqualTo("198.51.100.1");
  }

  @Test
  void withoutTrustedProxiesNobodyIsBelieved() {
    assertThat(new ClientAddresses(List.of()).of("10.1.2.3", List.of(), List.of("198.51.100.1")))
        .isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/8/8", ""})
  void whatIsNoNetworkIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientAddresses(List.of(text)))
        .withMessageContaining("not a network of proxies");
  }

  private static List<String> list(String value) {
    return value == null ? List.of() : List.of(value);
  }
}
