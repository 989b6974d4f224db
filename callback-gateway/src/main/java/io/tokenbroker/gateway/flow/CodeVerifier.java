// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.Secret;

/**
 * The code_verifier of PKCE (RFC 7636, 4.1).
 *
 * @param value 43 to 128 unreserved characters
 */
public record CodeVerifier(Secret value) {
  /** The only method that is used (RFC 7636, 4.2). */
  public static final String CHALLENGE_METHOD = "S256";

  static CodeVerifier random(RandomTokens tokens) {
    return new CodeVerifier(Secret.of(tokens.bits256()));
  }

  /** code_challenge = base64url(SHA-256(code_verifier)) (RFC 7636, 4.2). */
  public String challenge() {
    return Sha256.base64Url(value);
  }
}
