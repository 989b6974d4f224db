// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on the loopback address, tried before Kafka, which reports a taken one far too late. */
final class LoopbackPort {
  static final String HOST = "127.0.0.1";

  private static final byte[] ADDRESS = {127, 0, 0, 1};

  private LoopbackPort() {}

  /**
   * The port itself if it is free, and any free one for 0.
   *
   * @throws EmbeddedKafkaException if it is in use
   */
  static int claim(int wanted) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedKafkaException(
          "Kafka could not listen on "
              + HOST
              + ":"
              + wanted
              + ": "
              + e.getMessage()
              + ". Stop the process that holds the port, or choose another.",
          e);
    }
  }
}
