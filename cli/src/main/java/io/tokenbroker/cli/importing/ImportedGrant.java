// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A grant as another system had it. Immutable.
 *
 * @param expiresAt when the access token expires, if known
 * @param refreshTokenExpiresAt when the refresh token expires, if known
 * @param subject the account at the provider, if known
 */
record ImportedGrant(
    TokenKey key,
    Optional<Secret> accessToken,
    Optional<Secret> refreshToken,
    Optional<Instant> expiresAt,
    Optional<Instant> refreshTokenExpiresAt,
    List<String> scopes,
    Optional<String> subject) {
  ImportedGrant {
    scopes = List.copyOf(scopes);
  }
}
