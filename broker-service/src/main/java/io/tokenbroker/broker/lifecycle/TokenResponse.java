// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A token endpoint's success (RFC 6749, 5.1).
 *
 * @param accessToken access_token
 * @param tokenType token_type, Bearer where the provider names none
 * @param lifetime expires_in, where the provider names a sensible one
 * @param refreshToken refresh_token
 * @param refreshTokenLifetime refresh_token_expires_in, where the provider names a sensible one
 * @param scopes scope, where it differs from what was asked for
 * @param subject the account, where it is known
 * @param attributes response fields that are kept as public attributes
 * @param proofKey the private key (JWK) that the tokens are bound to (RFC 9449)
 */
public record TokenResponse(
    Secret accessToken,
    String tokenType,
    Optional<Duration> lifetime,
    Optional<Secret> refreshToken,
    Optional<Duration> refreshTokenLifetime,
    Optional<List<String>> scopes,
    Optional<String> subject,
    Map<String, String> attributes,
    Optional<Secret> proofKey) {
  public TokenResponse {
    scopes = scopes.map(List::copyOf);
    attributes = Map.copyOf(attributes);
  }
}
