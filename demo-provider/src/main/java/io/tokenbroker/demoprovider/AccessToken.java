// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Instant;

/** An issued access token, by its hash. */
record AccessToken(Sha256 hash, String grantId, Instant expiresAt) {}
