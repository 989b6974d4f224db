// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What is used of an authorization server's metadata (RFC 8414, 2). A list that the metadata does
 * not have is absent: nothing is known then.
 *
 * @param authorizationEndpoint absent where no grant type uses one
 * @param pushedAuthorizationRequestEndpoint RFC 9126, 5
 * @param pushedRequestsRequired whether only pushed authorization requests are accepted
 * @param deviceAuthorizationEndpoint RFC 8628, 4
 * @param namesItself whether it sends {@code iss} with its redirects (RFC 9207, 3)
 */
record ProviderMetadata(
    Optional<URI> authorizationEndpoint,
    URI tokenEndpoint,
    Optional<URI> revocationEndpoint,
    Optional<URI> pushedAuthorizationRequestEndpoint,
    boolean pushedRequestsRequired,
    Optional<URI> deviceAuthorizationEndpoint,
    boolean namesItself,
    Supported supported) {

  /**
   * What it says that it can do.
   *
   * @param authMethods of the token endpoint
   * @param grantTypes by their registered names
   * @param codeChallengeMethods RFC 7636
   * @param dpopAlgorithms RFC 9449, 5.1
   */
  record Supported(
      Optional<List<String>> authMethods,
      Optional<List<String>> grantTypes,
      Optional<List<String>> codeChallengeMethods,
      Optional<List<String>> dpopAlgorithms) {}
}
