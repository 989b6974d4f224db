// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A login that has begun in a browser.
 *
 * @param nonce comes back in the ID token (OpenID Connect Core 1.0, 3.1.2.1)
 * @param verifier code_verifier (RFC 7636)
 * @param back where the browser goes afterwards; empty where that is too long for a cookie
 * @param expiresAt until when it may end
 */
record LoginAttempt(Secret nonce, Secret verifier, Optional<BackPath> back, Instant expiresAt) {}
