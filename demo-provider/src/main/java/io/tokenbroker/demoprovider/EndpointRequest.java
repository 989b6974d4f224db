// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What an endpoint needs of an HTTP request, so that it can be worked out off the event loop. */
record EndpointRequest(Optional<String> authorization, Parameters parameters) {

  static EndpointRequest of(RoutingContext context) {
    return new EndpointRequest(
        Optional.ofNullable(context.request().getHeader("Authorization")), Parameters.of(context));
  }

  /**
   * What follows the scheme in the Authorization header; the scheme's case does not matter (RFC
   * 9110 section 11.1).
   */
  Optional<String> credentials(String scheme) {
    String prefix = scheme + " ";
    return authorization
        .filter(header -> header.regionMatches(true, 0, prefix, 0, prefix.length()))
        .map(header -> header.substring(prefix.length()).strip());
  }

  @Override
  public String toString() {
    return "EndpointRequest";
  }
}
