// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalPortsTest {
  @Test
  void aTakenPortIsNamedWithTheOptionThatChangesIt() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> LocalPorts.requireFree(Map.of("--port", port)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("--port");
    }
  }

  @Test
  void aPortThatIsGivenTwiceIsRefused() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThatThrownBy(() -> LocalPorts.requireFree(Map.of("--port", free, "--page-port", free)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("used twice");
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    assertThatThrownBy(() -> LocalPorts.requireFree(Map.of("--port", 70_000)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("0 to 65535");
  }

  @Test
  void anyFreePortMayBeAskedForMoreThanOnce() {
    assertThatCode(() -> LocalPorts.requireFree(Map.of("--port", 0, "--page-port", 0)))
        .doesNotThrowAnyException();
  }
}
