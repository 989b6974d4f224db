// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.util.Locale;

/**
 * What a page may link to. A template escapes text, but no escaping makes a {@code javascript:}
 * address harmless.
 */
final class WebAddress {
  private WebAddress() {}

  /** Whether it is http or https, or a path on our own origin. */
  static boolean is(URI address) {
    if (address.getScheme() == null) {
      return address.getRawAuthority() == null;
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null;
  }

  /**
   * Goes on with an address that a page can't do without.
   *
   * @throws IllegalArgumentException if it is none for the web; its scheme is named, nothing else
   */
  static URI check(URI address) {
    if (!is(address)) {
      throw new IllegalArgumentException(
          "a page leads to http and https only, not to " + address.getScheme());
    }
    return address;
  }
}
