// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which addresses a provider may have, so that nobody who can name an endpoint can make the broker
 * call into its own network. Public ones, and what an operator allows. An IPv4 address inside an
 * IPv6 one counts as what it is. The ranges are those of the IANA registries of special-purpose
 * addresses (RFC 6890), and the metadata services of clouds.
 */
public final class AddressRule {
  private static final Network PUBLIC_IPV6 = Network.parse("2000::/3");

  /** In order: the first that an address is in says why it is refused. */
  private static final List<Map.Entry<String, Network>> REFUSED =
      List.of(
          refused("unspecified", "0.0.0.0/8"),
          refused("private", "10.0.0.0/8"),
          refused("shared by a carrier", "100.64.0.0/10"),
          refused("loopback", "127.0.0.0/8"),
          refused("cloud metadata", "169.254.169.254"),
          refused("link-local", "169.254.0.0/16"),
          refused("private", "172.16.0.0/12"),
          refused("reserved", "192.0.0.0/24"),
          refused("documentation", "192.0.2.0/24"),
          refused("relay", "192.88.99.0/24"),
          refused("private", "192.168.0.0/16"),
          refused("benchmarks", "198.18.0.0/15"),
          refused("documentation", "198.51.100.0/24"),
          refused("documentation", "203.0.113.0/24"),
          refused("cloud metadata", "168.63.129.16"),
          refused("multicast", "224.0.0.0/4"),
          refused("reserved", "240.0.0.0/4"),
          refused("unspecified", "::"),
          refused("loopback", "::1"),
          refused("tunnel", "2001::/32"),
          refused("reserved", "2001::/23"),
          refused("documentation", "2001:db8::/32"),
          refused("documentation", "3fff::/20"),
          refused("cloud metadata", "fd00:ec2::254"),
          refused("unique local", "fc00::/7"),
          refused("link-local", "fe80::/10"),
          refused("site-local", "fec0::/10"),
          refused("multicast", "ff00::/8"));

  /** IPv6 networks with an IPv4 address inside, and at which byte it begins. */
  private static final List<Map.Entry<Network, Integer>> WITH_IPV4 =
      List.of(
          Map.entry(Network.parse("64:ff9b::/96"), 12), Map.entry(Network.parse("2002::/16"), 2));

  private static final int IPV6_BYTES = 16;

  private final AllowedNetworks allowed;

  public AddressRule(AllowedNetworks allowed) {
    this.allowed = allowed;
  }

  private static Map.Entry<String, Network> refused(String kind, String network) {
    return Map.entry(kind, Network.parse(network));
  }

  /** Why the address may not be called; empty if it may. */
  public Optional<String> refusal(InetAddress address) {
    if (allowed.contains(address)) {
      return Optional.empty();
    }
    Optional<InetAddress> inside = ipv4Inside(address.getAddress());
    if (inside.isPresent()) {
      return refusal(inside.get());
    }
    return REFUSED.stream()
        .filter(entry -> entry.getValue().contains(address))
        .findFirst()
        .map(Map.Entry::getKey)
        .or(() -> isPublicSpace(address) ? Optional.empty() : Optional.of("reserved"));
  }

  private static boolean isPublicSpace(InetAddress address) {
    return address.getAddress().length < IPV6_BYTES || PUBLIC_IPV6.contains(address);
  }

  private static Optional<InetAddress> ipv4Inside(byte[] address) {
    if (address.length < IPV6_BYTES) {
      return Optional.empty();
    }
    if (isMappedOrCompatible(address) || isIsatap(address)) {
      return Optional.of(ipv4(address, 12));
    }
    return WITH_IPV4.stream()
        .filter(entry -> entry.getKey().contains(address))
        .findFirst()
        .map(entry -> ipv4(address, entry.getValue()));
  }

  /**
   * {@code ::ffff:a.b.c.d}, {@code ::ffff:0:a.b.c.d} and {@code ::a.b.c.d}, but not {@code ::1}.
   */
  private static boolean isMappedOrCompatible(byte[] address) {
    boolean zeros = true;
    for (int i = 0; i < 8; i++) {
      zeros &= address[i] == 0;
    }
    int high = (address[8] & 0xFF) << 8 | (address[9] & 0xFF);
    int low = (address[10] & 0xFF) << 8 | (address[11] & 0xFF);
    boolean mapped = (high == 0 && low == 0xFFFF) || (high == 0xFFFF && low == 0);
    boolean compatible = high == 0 && low == 0 && (address[12] != 0 || address[13] != 0);
    return zeros && (mapped || compatible);
  }

  /** RFC 5214, 6.1: the interface's name is {@code 0:5efe} or {@code 200:5efe} and the address. */
  private static boolean isIsatap(byte[] address) {
    return (address[8] & 0xFD) == 0
        && address[9] == 0
        && address[10] == 0x5E
        && (address[11] & 0xFF) == 0xFE;
  }

  private static InetAddress ipv4(byte[] address, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
