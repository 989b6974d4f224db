// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;

/**
 * What the browser that brought the authorization code takes to the application: proof that it is
 * the same browser. The application's back end brings it back in its user's session.
 *
 * @param key the personal grant that it confirms
 * @param id the authorization that it confirms
 * @param secret the browser's confirmation secret; the broker knows its hash
 * @param expiresAt until when it can confirm
 */
public record ConfirmationCode(
    TokenKey key, AuthorizationId id, Secret secret, Instant expiresAt) {}
