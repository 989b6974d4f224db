// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.request;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whose request it is, by its address: the peer's, or, where the peer is a proxy that is trusted,
 * the right-most address in {@code Forwarded} (RFC 7239) or {@code X-Forwarded-For} that is no
 * trusted proxy. What stands left of that was written by the client, and is not believed. An IPv6
 * address counts by its /64, which one subscriber has. Thread-safe.
 */
public final class ClientAddresses {
  private static final int MAX_HOPS = 32;
  private static final int NETWORK_BYTES = 8;

  private final List<IpSubnetFilterRule> trusted;

  /**
   * @param trustedProxies networks like {@code 10.0.0.0/8} and {@code fd00::/8}, or addresses
   * @throws IllegalArgumentException if one is none
   */
  public ClientAddresses(List<String> trustedProxies) {
    this.trusted = trustedProxies.stream().map(ClientAddresses::network).toList();
  }

  /** The address in its usual form; of IPv6 the network; {@code unknown} if there is none. */
  public String of(HttpServerRequest request) {
    // The connection's: the router's own view of a request looks for a proxy's headers first.
    return Optional.ofNullable(request.connection().remoteAddress())
        .map(SocketAddress::hostAddress)
        .map(
            peer ->
                isItsOwnName(peer)
                    ? peer
                    : of(
                        peer,
                        request.headers().getAll("Forwarded"),
                        request.headers().getAll("X-Forwarded-For")))
        .orElse("unknown");
  }

  /** An IPv4 address of a socket has its usual form, and without proxies it is the client's. */
  private boolean isItsOwnName(String peer) {
    return trusted.isEmpty() && peer.indexOf(':') < 0;
  }

  /**
   * Of a peer, by the lines of the two headers. A proxy that writes one of them often passes the
   * client's own other one on: where they tell of different clients, neither is believed.
   */
  String of(String peer, List<String> forwarded, List<String> forwardedFor) {
    return literal(peer)
        .map(
            address ->
                text(isTrusted(address) ? client(address, forwarded, forwardedFor) : address))
        .orElse("unknown");
  }

  private InetAddress client(InetAddress peer, List<String> forwarded, List<String> forwardedFor) {
    InetAddress client =
        nearest(peer, elements(forwarded).stream().map(ClientAddresses::forParameter).toList());
    InetAddress other = nearest(peer, elements(forwardedFor));
    if (forwarded.isEmpty() || client.equals(other)) {
      return other;
    }
    return forwardedFor.isEmpty() ? client : peer;
  }

  private InetAddress nearest(InetAddress peer, List<String> hops) {
    InetAddress nearest = peer;
    for (int i = hops.size() - 1; i >= 0 && isTrusted(nearest); i--) {
      Optional<InetAddress> next = literal(address(hops.get(i)));
      if (next.isEmpty()) {
        break;
      }
      nearest = next.get();
    }
    return nearest;
  }

  /** Of the lines of a header, the client's own side first. */
  private static List<String> elements(List<String> values) {
    List<String> all =
        values.stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .toList();
    return all.subList(Math.max(0, all.size() - MAX_HOPS), all.size());
  }

  private static String forParameter(String element) {
    return Arrays.stream(element.split(";", -1))
        .map(String::strip)
        .filter(pair -> pair.regionMatches(true, 0, "for=", 0, 4))
        .map(pair -> pair.substring(4).replace("\"", ""))
        .findFirst()
        .orElse("");
  }

  /** Without port and brackets. */
  private static String address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? "" : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private boolean isTrusted(InetAddress address) {
    if (trusted.isEmpty()) {
      return false;
    }
    InetSocketAddress socket = new InetSocketAddress(address, 0);
    return trusted.stream().anyMatch(network -> network.matches(socket));
  }

  private static String text(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] network = Arrays.copyOf(address.getAddress(), address.getAddress().length);
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(network)) + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }

  private static Optional<InetAddress> literal(String text) {
    return Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(text))
        .map(
            bytes -> {
              try {
                return InetAddress.getByAddress(bytes);
              } catch (UnknownHostException e) {
                throw new IllegalStateException("four or sixteen bytes are an address", e);
              }
            });
  }

  private static IpSubnetFilterRule network(String text) {
    String[] parts = text.strip().split("/", -1);
    Optional<InetAddress> first = literal(parts[0]);
    if (first.isEmpty() || parts.length > 2) {
      throw new IllegalArgumentException("not a network of proxies: " + text);
    }
    int bits = first.get().getAddress().length * 8;
    try {
      int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
      return new IpSubnetFilterRule(first.get(), prefix, IpFilterRuleType.ACCEPT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a network of proxies: " + text, e);
    }
  }
}
