// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Networks that are not public and may be called all the same. Immutable. */
public record AllowedNetworks(List<Network> networks) {
  private static final String LOOPBACK = "loopback";

  public AllowedNetworks {
    networks = List.copyOf(networks);
  }

  /** Only what is public may be called. */
  public static AllowedNetworks none() {
    return new AllowedNetworks(List.of());
  }

  /** This machine may be called: for demos and tests. */
  public static AllowedNetworks loopback() {
    return new AllowedNetworks(List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")));
  }

  /**
   * Reads networks with commas between, {@code 10.20.0.0/16,fd00::/8}; {@code loopback} is this
   * machine.
   *
   * @throws IllegalArgumentException if one is none
   */
  public static AllowedNetworks parse(String text) {
    return new AllowedNetworks(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .flatMap(AllowedNetworks::networks)
            .toList());
  }

  private static Stream<Network> networks(String part) {
    return part.equals(LOOPBACK) ? loopback().networks().stream() : Stream.of(Network.parse(part));
  }

  boolean contains(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
