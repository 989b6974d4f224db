// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

/**
 * Where a process is watched. The port has no authentication: it belongs on loopback, or on a
 * network that only Prometheus and the probes reach.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0: any free one
 */
public record ManagementSettings(String host, int port) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int GATEWAY_PORT = 9464;
  public static final int BROKER_PORT = 9465;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if the port is out of its range or the host blank
   */
  public ManagementSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the management port must be 0 to 65535, not " + port);
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("the management host is blank");
    }
  }

  /** On loopback. */
  public static ManagementSettings onLoopback(int port) {
    return new ManagementSettings(DEFAULT_HOST, port);
  }
}
