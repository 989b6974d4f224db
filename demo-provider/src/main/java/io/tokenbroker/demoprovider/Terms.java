// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Duration;
import java.util.Optional;

/**
 * On what terms one request is processed: the settings', where no script has others. Immutable.
 *
 * @param lifetime of the access tokens that it issues
 * @param refreshTokens what becomes of refresh tokens that it uses
 * @param earliestRefresh how long before its access token's end a grant may be refreshed; empty for
 *     always
 * @param acceptsJson whether the request may be JSON
 * @param bearerSuffices whether holding the token is enough to revoke it
 * @param proof what is asked about DPoP (RFC 9449)
 * @param repeatsCode whether the client gets the code again that it got the time before
 */
record Terms(
    Duration lifetime,
    RefreshTokenPolicy refreshTokens,
    Optional<Duration> earliestRefresh,
    boolean acceptsJson,
    boolean bearerSuffices,
    ProofTerms proof,
    boolean repeatsCode) {

  /** What is asked about proofs of possession. */
  enum ProofTerms {
    /** A client may send one, or not. */
    OPTIONAL,
    /** Every request needs one. */
    REQUIRED,
    /** Every request needs one with a nonce that the provider gave (RFC 9449 section 8). */
    REQUIRED_WITH_NONCE
  }

  static Terms of(DemoProviderSettings settings) {
    return new Terms(
        settings.accessTokenLifetime(),
        settings.refreshTokens(),
        Optional.empty(),
        false,
        false,
        ProofTerms.OPTIONAL,
        false);
  }

  Terms withLifetime(Duration other) {
    return new Terms(
        other, refreshTokens, earliestRefresh, acceptsJson, bearerSuffices, proof, repeatsCode);
  }

  Terms withRefreshTokens(RefreshTokenPolicy other) {
    return new Terms(
        lifetime, other, earliestRefresh, acceptsJson, bearerSuffices, proof, repeatsCode);
  }

  Terms withEarliestRefresh(Duration beforeExpiry) {
    return new Terms(
        lifetime,
        refreshTokens,
        Optional.of(beforeExpiry),
        acceptsJson,
        bearerSuffices,
        proof,
        repeatsCode);
  }

  Terms acceptingJson() {
    return new Terms(
        lifetime, refreshTokens, earliestRefresh, true, bearerSuffices, proof, repeatsCode);
  }

  Terms withBearerSufficing() {
    return new Terms(
        lifetime, refreshTokens, earliestRefresh, acceptsJson, true, proof, repeatsCode);
  }

  Terms withProof(ProofTerms other) {
    return new Terms(
        lifetime, refreshTokens, earliestRefresh, acceptsJson, bearerSuffices, other, repeatsCode);
  }

  Terms repeatingCode() {
    return new Terms(
        lifetime, refreshTokens, earliestRefresh, acceptsJson, bearerSuffices, proof, true);
  }
}
