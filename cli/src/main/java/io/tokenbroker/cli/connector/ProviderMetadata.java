// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import java.net.URI;
import java.util.Optional;

/**
 * What is used of an authorization server's metadata (RFC 8414, 2).
 *
 * @param authorizationEndpoint absent where no grant type uses one
 * @param namesItself whether it sends {@code iss} with its redirects (RFC 9207, 3)
 */
record ProviderMetadata(
    Optional<URI> authorizationEndpoint,
    URI tokenEndpoint,
    Optional<URI> revocationEndpoint,
    boolean namesItself) {}
