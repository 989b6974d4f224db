// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the provider issued, and where it came from.
 *
 * @param accessToken the current access token
 * @param tokenType its type (RFC 6749, 7.1)
 * @param scopes scopes granted
 * @param issuedAt when the call that brought it was sent: lifetimes count from there
 * @param expiresAt when it expires
 * @param refreshToken the refresh token to use next
 * @param alternates refresh tokens of other successes of this generation, tried when the first is
 *     refused; at most {@value #MAX_ALTERNATES}
 * @param subject the account at the provider
 * @param attributes public attributes
 * @param connectorRevision the revision that the grant pins
 * @param endpointOrigin the only origin that its secrets are sent to
 */
public record Tokens(
    Secret accessToken,
    String tokenType,
    List<String> scopes,
    Instant issuedAt,
    Instant expiresAt,
    Optional<Secret> refreshToken,
    List<Secret> alternates,
    Optional<String> subject,
    Map<String, String> attributes,
    long connectorRevision,
    String endpointOrigin) {
  static final int MAX_ALTERNATES = 3;

  public Tokens {
    scopes = List.copyOf(scopes);
    alternates = List.copyOf(alternates);
    attributes = Map.copyOf(attributes);
  }

  Duration lifetime() {
    return Duration.between(issuedAt, expiresAt);
  }

  Tokens withRefreshTokens(Optional<Secret> first, List<Secret> others) {
    return new Tokens(
        accessToken,
        tokenType,
        scopes,
        issuedAt,
        expiresAt,
        first,
        others.size() > MAX_ALTERNATES ? others.subList(0, MAX_ALTERNATES) : others,
        subject,
        attributes,
        connectorRevision,
        endpointOrigin);
  }

  Tokens withAlternate(Secret alternate) {
    if (refreshToken.filter(alternate::equals).isPresent() || alternates.contains(alternate)) {
      return this;
    }
    List<Secret> others = new ArrayList<>();
    others.add(alternate);
    others.addAll(alternates);
    return withRefreshTokens(refreshToken, others);
  }
}
