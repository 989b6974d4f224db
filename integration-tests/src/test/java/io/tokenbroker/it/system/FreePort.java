// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port for a process that has to be told one. */
public final class FreePort {
  private FreePort() {}

  /** A loopback port that nobody listens on now. */
  public static int next() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
