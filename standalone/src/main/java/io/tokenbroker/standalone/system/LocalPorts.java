// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The ports of a local system, all on the loopback address. 0 takes any free one. Immutable.
 *
 * @param gateway where browsers and applications come, 0 to 65535
 * @param provider where the demo provider listens, 0 to 65535
 * @param kafka where Kafka clients connect, 0 to 65535
 * @param gatewayManagement where the gateway tells metrics and health, 0 to 65535
 * @param brokerManagement where the broker service does, 0 to 65535
 */
public record LocalPorts(
    int gateway, int provider, int kafka, int gatewayManagement, int brokerManagement) {
  /** Any free ports. */
  public static final LocalPorts FREE = new LocalPorts(0, 0, 0, 0, 0);

  /**
   * Looks at all ports before anything is started, so that the answer comes at once.
   *
   * @param option the command's option for each port, for the message
   * @throws StartException if one is out of range, named twice or in use
   */
  public static void requireFree(Map<String, Integer> option) {
    Set<Integer> seen = new HashSet<>();
    new LinkedHashMap<>(option)
        .forEach(
            (name, port) -> {
              if (port < 0 || port > 65_535) {
                throw new StartException(name + " must be 0 to 65535, not " + port + ".");
              }
              if (port != 0 && !seen.add(port)) {
                throw new StartException(name + " names port " + port + ", which is used twice.");
              }
              requireFree(name, port);
            });
  }

  private static void requireFree(String option, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      socket.bind(new InetSocketAddress(loopback, port));
    } catch (IOException e) {
      throw new StartException(
          "Port "
              + port
              + " cannot be listened on ("
              + e.getMessage()
              + "). Stop the process that holds it, or choose another with "
              + option
              + ".",
          e);
    }
  }
}
