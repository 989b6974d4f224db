// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.yaml;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which URLs may be given secrets: https everywhere, http on loopback only. */
public final class Endpoints {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private Endpoints() {}

  /** What is wrong with an endpoint or issuer; empty if nothing is. */
  public static Optional<String> problem(URI uri) {
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    Optional<String> host = Optional.ofNullable(uri.getHost());
    if (host.isEmpty()) {
      return Optional.of("is not an absolute URL");
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
    return Optional.empty();
  }

  /** Whether it is an origin alone: scheme, host, port. */
  public static boolean isOrigin(URI uri) {
    return problem(uri).isEmpty()
        && Optional.ofNullable(uri.getRawPath()).orElse("").isEmpty()
        && uri.getRawQuery() == null;
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
  }
}
