// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scheme, host and port of URLs. */
public final class Origins {
  private Origins() {}

  /** Whether two URLs have the same origin (RFC 6454, 5). */
  public static boolean same(URI one, URI other) {
    return lower(one.getScheme()).equals(lower(other.getScheme()))
        && lower(one.getHost()).equals(lower(other.getHost()))
        && port(one) == port(other);
  }

  private static String lower(@Nullable String text) {
    return Optional.ofNullable(text).orElse("").toLowerCase(Locale.ROOT);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : lower(uri.getScheme()).equals("http") ? 80 : 443;
  }
}
