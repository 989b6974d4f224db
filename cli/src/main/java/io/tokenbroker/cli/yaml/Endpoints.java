// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which URLs may be given secrets: https everywhere, http on loopback only. */
public final class Endpoints {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)");
  private static final Pattern IPV4 =
      Pattern.compile("(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");
  private static final int MAX_PORT = 65_535;

  private Endpoints() {}

  /** What is wrong with an endpoint or issuer; empty if nothing is. */
  public static Optional<String> problem(URI uri) {
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    Optional<String> host = Optional.ofNullable(uri.getHost());
    if (host.isEmpty()) {
      return Optional.of("is not an absolute URL");
    }
    if (isNoName(host.get())) {
      return Optional.of(
          "has a host that is read as an address by some and not by others, or ends in a dot");
    }
    if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      return Optional.of("has a port that is none: 1 to " + MAX_PORT);
    }
    if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(host.get()))) {
      return Optional.of("has to be https (http is for loopback only)");
    }
    if (uri.getRawUserInfo() != null) {
      return Optional.of("must not hold a user or password");
    }
    if (uri.getRawFragment() != null) {
      return Optional.of("must not hold a fragment (RFC 6749, 3.1)");
    }
    if (!uri.toString().equals(uri.toASCIIString())) {
      return Optional.of("holds characters that have to be percent-encoded (RFC 3986, 2.1)");
    }
    return Optional.empty();
  }

  /** The broker calls none of these: 0177.0.0.1 is a loopback address to some, a zone is local. */
  private static boolean isNoName(String host) {
    return host.contains("%")
        || host.endsWith(".")
        || (ENDS_IN_A_NUMBER.matcher(host).matches() && !IPV4.matcher(host).matches());
  }

  /** Whether it is an origin alone: scheme, host, port. */
  public static boolean isOrigin(URI uri) {
    return problem(uri).isEmpty()
        && Optional.ofNullable(uri.getRawPath()).orElse("").isEmpty()
        && uri.getRawQuery() == null;
  }

  /** Names below {@code localhost} are this machine's as well (RFC 6761, 6.3). */
  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name) || name.endsWith(".localhost");
  }
}
