// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoProviderTest {

  @Test
  void aTakenPortIsNamedWithItsHost() throws IOException {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DemoProviderSettings settings = TestClient.settings().withPort(holder.getLocalPort());

      assertThatThrownBy(() -> DemoProvider.start(settings).close())
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("127.0.0.1:" + holder.getLocalPort());
    }
  }

  @Test
  void aHostThatIsNoAddressOfThisMachineIsNamed() {
    // 192.0.2.0/24 is reserved for documentation (RFC 5737), so no machine has it.
    DemoProviderSettings settings = TestClient.settings().withHost("192.0.2.1");

    assertThatThrownBy(() -> DemoProvider.start(settings).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("192.0.2.1:0");
  }

  @Test
  void aClosedProviderFreesItsPortForTheNext() throws Exception {
    DemoProvider first = DemoProvider.start(TestClient.settings());
    first.close();

    try (DemoProvider second =
        DemoProvider.start(TestClient.settings().withPort(first.issuer().getPort()))) {
      assertThat(second.issuer()).isEqualTo(first.issuer());
      assertThat(new TestClient(second).get(second.issuer().resolve("/")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void closingTwiceDoesNothingMore() {
    DemoProvider provider = DemoProvider.start(TestClient.settings());
    provider.close();

    provider.close();

    assertThatThrownBy(() -> new TestClient(provider).get(provider.issuer()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    DemoProviderSettings settings = TestClient.settings();

    assertThatThrownBy(() -> settings.withPort(65_536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> settings.withLatency(Duration.ofMillis(-1)))
        .hasMessageContaining("latency");
    assertThatThrownBy(() -> settings.withAccessTokenLifetime(Duration.ofMillis(999)))
        .hasMessageContaining("accessTokenLifetime");
    assertThatThrownBy(() -> settings.withAccounts(List.of())).hasMessageContaining("accounts");
    assertThatThrownBy(() -> settings.withClient(TestClient.OTHER)).hasMessageContaining("twice");
  }
}
