// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.LocalPorts;
import io.tokenbroker.standalone.system.LocalSystem;
import io.tokenbroker.standalone.system.LocalSystemSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoryTest {
  private final LocalSystemSettings settings;
  private final Steps steps = new Steps(new PrintWriter(new StringWriter()));

  /** The provider keeps its port: a grant's secrets go to no other origin than before. */
  StoryTest(@TempDir Path folder) throws IOException {
    this.settings =
        new LocalSystemSettings(
            folder,
            new LocalPorts(0, unusedPort(), 0, 0, 0),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Optional.empty());
  }

  @Test
  void aGrantOutlivesARestartAndEndsWithItsRevocation() throws InterruptedException {
    AccessToken token;
    try (LocalSystem system = LocalSystem.start(settings)) {
      Story story = new Story(steps, DemoGrant.PERSONAL, system);
      Story.Connected connected = story.connect();
      story.replay(connected.callback());
      token = connected.token();
    }

    try (LocalSystem system = LocalSystem.start(settings)) {
      assertThat(system.tokens().get(DemoGrant.PERSONAL.key())).contains(token);
      new Story(steps, DemoGrant.PERSONAL, system).disconnect(token);
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
