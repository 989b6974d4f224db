// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.address;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The origin of a web address (RFC 6454): scheme, host and port, in lower case, the port always
 * there. Only https, and http on loopback.
 *
 * @param scheme {@code https} or {@code http}
 * @param host name or address as in the address, IPv6 in brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");

  /** Empty when the address has no usable origin. */
  public static Optional<Origin> of(URI address) {
    if (address.isOpaque() || address.getScheme() == null || address.getHost() == null) {
      return Optional.empty();
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    String host = address.getHost().toLowerCase(Locale.ROOT);
    boolean https = scheme.equals("https");
    if (!https && !(scheme.equals("http") && isLoopback(host))) {
      return Optional.empty();
    }
    int port = address.getPort() != -1 ? address.getPort() : https ? 443 : 80;
    return Optional.of(new Origin(scheme, host, port));
  }

  /** Reads {@code scheme://host[:port]}; a path, query or user makes it no origin. */
  public static Optional<Origin> parse(String text) {
    try {
      URI address = URI.create(text);
      boolean bare =
          address.getRawUserInfo() == null
              && address.getRawQuery() == null
              && address.getRawFragment() == null
              && (address.getRawPath() == null
                  || address.getRawPath().isEmpty()
                  || address.getRawPath().equals("/"));
      return bare ? of(address) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a host is this machine by its very name, without asking any resolver. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
