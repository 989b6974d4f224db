// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the provider issued, and where it came from.
 *
 * @param accessToken the current access token
 * @param tokenType its type (RFC 6749, 7.1)
 * @param scopes scopes granted
 * @param authorizedAt when the grant's authorization was started
 * @param issuedAt when the call that brought this one was sent: lifetimes count from there
 * @param expiresAt when it expires
 * @param renewal how the next one is obtained
 * @param subject the account at the provider
 * @param attributes public attributes
 * @param proofKey the private key (JWK) that they are bound to (RFC 9449)
 * @param connectorRevision the revision that the grant pins
 * @param endpointOrigin the only origin that its secrets are sent to
 */
public record Tokens(
    Secret accessToken,
    String tokenType,
    List<String> scopes,
    Instant authorizedAt,
    Instant issuedAt,
    Instant expiresAt,
    Renewal renewal,
    Optional<String> subject,
    Map<String, String> attributes,
    Optional<Secret> proofKey,
    long connectorRevision,
    String endpointOrigin) {
  public Tokens {
    scopes = List.copyOf(scopes);
    attributes = Map.copyOf(attributes);
  }

  Duration lifetime() {
    return Duration.between(issuedAt, expiresAt);
  }

  public Optional<Renewal.ByRefreshToken> byRefreshToken() {
    return renewal instanceof Renewal.ByRefreshToken refreshing
        ? Optional.of(refreshing)
        : Optional.empty();
  }

  /** The refresh token to use next. */
  Optional<Secret> refreshToken() {
    return byRefreshToken().map(Renewal.ByRefreshToken::refreshToken);
  }

  /** Every refresh token of the grant that the provider may know, the first one first. */
  List<Secret> refreshTokens() {
    return byRefreshToken().stream()
        .flatMap(
            refreshing ->
                Stream.concat(
                    Stream.of(refreshing.refreshToken()), refreshing.alternates().stream()))
        .toList();
  }

  /** Whether a secret is one of these tokens. */
  boolean hold(Secret token) {
    return accessToken.equals(token) || refreshTokens().contains(token);
  }

  Tokens withRenewal(Renewal next) {
    return new Tokens(
        accessToken,
        tokenType,
        scopes,
        authorizedAt,
        issuedAt,
        expiresAt,
        next,
        subject,
        attributes,
        proofKey,
        connectorRevision,
        endpointOrigin);
  }

  /** The same tokens, for another revision and origin. */
  Tokens pinnedTo(long revision, String origin) {
    return new Tokens(
        accessToken,
        tokenType,
        scopes,
        authorizedAt,
        issuedAt,
        expiresAt,
        renewal,
        subject,
        attributes,
        proofKey,
        revision,
        origin);
  }

  /** With one more refresh token in reserve, where there is one in use. */
  Tokens withAlternate(Secret alternate) {
    return byRefreshToken()
        .map(refreshing -> withRenewal(refreshing.withAlternate(alternate)))
        .orElse(this);
  }
}
