// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses.
 *
 * @param first its first address
 * @param prefix how many leading bits its addresses have in common
 */
public record Network(InetAddress first, int prefix) {
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or one address.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Network parse(String text) {
    String[] parts = text.strip().split("/", -1);
    InetAddress address =
        literal(parts[0])
            .filter(found -> parts.length <= 2)
            .orElseThrow(() -> new IllegalArgumentException("not a network: " + text));
    int bits = address.getAddress().length * 8;
    int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("not 0 to " + bits + " bits: " + text);
    }
    return new Network(address, prefix);
  }

  /** The address that a text is; empty for a name. Nothing is looked up. */
  static Optional<InetAddress> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Whether the address is in it; one of the other family never is. */
  public boolean contains(InetAddress address) {
    return contains(address.getAddress());
  }

  boolean contains(byte[] address) {
    byte[] own = first.getAddress();
    if (own.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xFF : 0xFF << (8 - (prefix - bit)) & 0xFF;
      if (((own[bit / 8] ^ address[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
