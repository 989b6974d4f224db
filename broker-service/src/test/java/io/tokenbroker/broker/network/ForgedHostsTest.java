// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that somebody writes to make the broker, or its proxy, call where it must not. */
class ForgedHostsTest {
  private static final ProviderNetwork PROXIED =
      ProviderNetwork.defaults().withProxy(ProviderProxy.parse("http://10.0.0.1:3128"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0",
        "0x7f000001",
        "0177.0.0.1",
        "012.1.2.3",
        "127.1",
        "127.0.0.1.",
        "[::1%25lo]",
        "[::1%251]",
        "[fe80::1%25eth0]"
      })
  void aHostThatIsAnAddressToSomeOnlyIsNotCalledWithAndWithoutAProxy(String host) throws Exception {
    for (ProviderNetwork network : List.of(PROXIED, ProviderNetwork.loopbackAllowed())) {
      assertThat(found(network, host).refusal()).contains(Ways.Refusal.ENDPOINT_UNUSABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "0.0.0.0",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[0:0:0:0:ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[2001:db8::1]",
        "[2606:4700::200:5efe:10.0.0.1]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[5f00::1]",
        "localhost",
        "LOCALHOST.",
        "a.localhost"
      })
  void whatIsNotPublicIsRefusedInEverySpelling(String host) throws Exception {
    assertThat(found(PROXIED, host).refusal()).contains(Ways.Refusal.ADDRESS_NOT_ALLOWED);
    if (!host.toLowerCase(Locale.ROOT).contains("localhost")) {
      assertThat(found(ProviderNetwork.defaults(), host).refusal())
          .contains(Ways.Refusal.ADDRESS_NOT_ALLOWED);
    }
  }

  @Test
  void ofANamesAddressesOnlyThePublicOnesAreCalled() throws Exception {
    InetAddress own = InetAddress.getByName("10.0.0.1");
    InetAddress open = InetAddress.getByName("93.184.216.34");
    try (Ways ways =
        new Ways(ProviderNetwork.defaults(), host -> new InetAddress[] {own, open, own})) {
      assertThat(found(ways, "both.example"))
          .isEqualTo(new Ways.Found(List.of(open), Optional.empty(), Optional.empty()));
    }
  }

  @Test
  void aPublicAddressIsCalled() throws Exception {
    for (String host : List.of("93.184.216.34", "[2606:4700::1111]")) {
      assertThat(found(ProviderNetwork.defaults(), host).refusal()).isEmpty();
      assertThat(found(PROXIED, host).refusal()).isEmpty();
    }
  }

  private static Ways.Found found(ProviderNetwork network, String host) throws Exception {
    try (Ways ways = new Ways(network)) {
      return found(ways, host);
    }
  }

  private static Ways.Found found(Ways ways, String host) throws Exception {
    return ways.to(URI.create("https://" + host + "/token")).get(20, TimeUnit.SECONDS);
  }
}
