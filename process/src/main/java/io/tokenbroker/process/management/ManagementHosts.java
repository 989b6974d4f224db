// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Which hosts a request may be for. On loopback: only loopback's names, so that no web page in a
 * browser on the machine can read the metrics by a name of its own that resolves to it. Elsewhere
 * any: Prometheus comes by whatever name its service discovery knows.
 */
final class ManagementHosts {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean loopbackOnly;
  private final String host;

  ManagementHosts(String host) throws UnknownHostException {
    this.host = host.toLowerCase(Locale.ROOT);
    this.loopbackOnly = InetAddress.getByName(host).isLoopbackAddress();
  }

  boolean accept(String authority) {
    String name = withoutPort(authority).toLowerCase(Locale.ROOT);
    return !loopbackOnly || LOOPBACK.contains(name) || name.equals(host);
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
