// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The SHA-256 digest of a secret, by which tokens and codes are stored, compared and recorded here.
 * Unsalted: what is hashed has 256 random bits. It is also the S256 transformation of RFC 7636
 * section 4.2.
 *
 * @param base64Url the digest, base64url without padding: 43 characters
 */
public record Sha256(String base64Url) {

  /** Hashes the UTF-8 bytes of {@code secret}. */
  public static Sha256 of(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return new Sha256(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, but this one has not", e);
    }
  }

  /** Likewise in the alphabet of RFC 4648 section 4, with padding. */
  String base64() {
    return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(base64Url));
  }
}
