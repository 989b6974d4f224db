// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link LocalSystem} is to be like. Immutable.
 *
 * @param data folder that holds everything that survives a restart
 * @param ports where it listens
 * @param accessTokenLifetime how long the demo provider's access tokens live; at least a second
 * @param refreshMargin how long before its expiry a token is refreshed
 * @param returnOrigin a page of ours that browsers may be sent back to
 */
public record LocalSystemSettings(
    Path data,
    LocalPorts ports,
    Duration accessTokenLifetime,
    Duration refreshMargin,
    Optional<URI> returnOrigin) {}
