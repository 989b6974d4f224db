// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Instant;
import java.util.Optional;

/**
 * An issued access token, by its hash.
 *
 * @param proofKey the thumbprint of the key that it is bound to (RFC 9449 section 6); empty for a
 *     bearer token
 */
record AccessToken(Sha256 hash, String grantId, Instant expiresAt, Optional<String> proofKey) {}
