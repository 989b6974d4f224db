// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.key;

import java.net.URI;

/**
 * The origin that a grant pins, in the one form in which it is stored and compared: scheme, host
 * and port of an endpoint, the port always written.
 */
public final class EndpointOrigin {
  private EndpointOrigin() {}

  /**
   * The origin of an endpoint.
   *
   * @param url an absolute https or http URL; what is filled into its path later, such as {token},
   *     is no part of its origin
   * @throws IllegalArgumentException if it is none
   */
  public static String of(String url) {
    URI endpoint = URI.create(url.replace('{', '-').replace('}', '-'));
    if (endpoint.getScheme() == null || endpoint.getHost() == null) {
      throw new IllegalArgumentException("not an absolute URL: " + url);
    }
    int port =
        endpoint.getPort() >= 0
            ? endpoint.getPort()
            : "http".equals(endpoint.getScheme()) ? 80 : 443;
    return endpoint.getScheme() + "://" + endpoint.getHost() + ":" + port;
  }
}
