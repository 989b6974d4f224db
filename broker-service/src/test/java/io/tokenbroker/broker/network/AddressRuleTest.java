// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {
  private final AddressRule rule = new AddressRule(AllowedNetworks.none());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "169.254.0.1",
        "168.63.129.16",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
        // IPv4 addresses inside: mapped, compatible, translated, NAT64, 6to4, ISATAP, Teredo
        "::ffff:127.0.0.1",
        "::ffff:a00:1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:4860::5efe:192.168.0.1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2"
      })
  void whatIsNotPublicIsRefused(String address) {
    assertThat(rule.refusal(address(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "11.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.169.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "168.63.129.17",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001:80b::200e",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1"
      })
  void whatIsPublicMayBeCalled(String address) {
    assertThat(rule.refusal(address(address))).isEmpty();
  }

  @Test
  void anAllowedNetworkMayBeCalledInWhateverFormAndNoMore() {
    AddressRule allowing = new AddressRule(AllowedNetworks.parse("10.1.0.0/16, loopback"));

    assertThat(allowing.refusal(address("10.1.255.1"))).isEmpty();
    assertThat(allowing.refusal(address("64:ff9b::10.1.0.1"))).isEmpty();
    assertThat(allowing.refusal(address("127.0.0.1"))).isEmpty();
    assertThat(allowing.refusal(address("::1"))).isEmpty();
    assertThat(allowing.refusal(address("10.2.0.1"))).contains("private");
    assertThat(allowing.refusal(address("169.254.169.254"))).contains("cloud metadata");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0/8",
        "fd00::/129",
        "example.org",
        "10.0.0.0/8/8",
        "10.0.0.0/x"
      })
  void whatIsNoNetworkIsNotAllowed(String text) {
    assertThatThrownBy(() -> AllowedNetworks.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress address(String text) {
    return Network.literal(text).orElseThrow();
  }
}
