// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An access token (RFC 6749, 1.4) and what a runner has to know to use it. Immutable; its text form
 * never shows the token.
 *
 * @param key whose token it is
 * @param version its place in the grant's history; to be handed back when the token is rejected
 * @param secret the token itself; reading it takes {@link io.tokenbroker.secrets.SecretAccess}
 * @param tokenType how it is presented, {@code Bearer} as a rule (RFC 6749, 7.1)
 * @param scopes what it may be used for
 * @param expiresAt from when on it is not handed out any more
 * @param subject the account at the provider, where it is known
 * @param attributes public attributes of the grant, for example {@code instance_url}
 * @param proofKey the private key that the token is bound to (RFC 9449); empty: a bearer token
 */
public record AccessToken(
    TokenKey key,
    TokenVersion version,
    Secret secret,
    String tokenType,
    List<String> scopes,
    Instant expiresAt,
    Optional<String> subject,
    Map<String, String> attributes,
    Optional<ProofKey> proofKey) {
  public AccessToken {
    scopes = List.copyOf(scopes);
    attributes = Map.copyOf(attributes);
  }

  /**
   * The headers for one request to a resource server. A token that is bound to a key is good only
   * together with a proof, which is made here for this very request: ask again for the next one,
   * and when a request is repeated.
   *
   * @param method the request's method, such as {@code GET}
   * @param uri the request's target
   * @param nonce what this server gave last in a {@code DPoP-Nonce} header (RFC 9449, 9); where it
   *     answers 401 with {@code use_dpop_nonce}, the request is repeated with the nonce of that
   *     answer. It means nothing to a bearer token
   * @param now the time; a server takes a proof for a short while only
   */
  public RequestHeaders authorize(String method, URI uri, Optional<String> nonce, Instant now) {
    return new RequestHeaders(
        secret, proofKey.map(it -> it.proof(method, uri, Optional.of(secret), nonce, now)));
  }

  @Override
  public String toString() {
    return "AccessToken[" + key + " " + version + " expires " + expiresAt + ", redacted]";
  }
}
