// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import java.net.URI;
import java.util.Optional;

/** Endpoints from an authorization server's metadata (RFC 8414, 2). */
record ProviderMetadata(
    URI authorizationEndpoint, URI tokenEndpoint, Optional<URI> revocationEndpoint) {}
