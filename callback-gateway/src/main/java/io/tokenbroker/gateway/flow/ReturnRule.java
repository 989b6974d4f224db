// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.key.PlainPath;
import java.net.URI;
import java.util.Optional;

/**
 * An entry of a connector's {@code allowedReturnOrigins}: an origin, which allows every address
 * there; a URL whose path ends in a slash, which allows what is below it; or any other URL, which
 * allows itself only. Where an application redirects to an address that it is given, an exact URL
 * keeps a confirmation code from going along (RFC 9700, 4.11).
 *
 * @param origin where
 * @param path the URL's, as written; empty: any
 * @param query the URL's, as written; of no account with a path that ends in a slash
 */
record ReturnRule(Origin origin, Optional<String> path, Optional<String> query) {

  /** Empty for an entry that is none: it allows nothing. */
  static Optional<ReturnRule> parse(String entry) {
    Optional<Origin> all = Origin.parse(entry);
    return all.isPresent()
        ? all.map(origin -> new ReturnRule(origin, Optional.empty(), Optional.empty()))
        : url(entry);
  }

  private static Optional<ReturnRule> url(String entry) {
    URI url;
    try {
      url = URI.create(entry);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean usable =
        url.getRawUserInfo() == null
            && url.getRawFragment() == null
            && url.getRawPath() != null
            && PlainPath.is(url.getRawPath());
    return usable
        ? Origin.of(url)
            .map(
                origin ->
                    new ReturnRule(
                        origin,
                        Optional.of(url.getRawPath()),
                        Optional.ofNullable(url.getRawQuery())))
        : Optional.empty();
  }

  /** Whether a browser may be sent to the address. */
  boolean allows(URI address) {
    return Origin.of(address).filter(origin::equals).isPresent()
        && path.map(allowed -> allows(allowed, address)).orElse(true);
  }

  private boolean allows(String allowed, URI address) {
    String asked = address.getRawPath();
    return allowed.endsWith("/")
        ? PlainPath.is(asked) && asked.startsWith(allowed)
        : asked.equals(allowed) && Optional.ofNullable(address.getRawQuery()).equals(query);
  }
}
