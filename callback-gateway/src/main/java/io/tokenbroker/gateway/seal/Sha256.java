// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The one hash of the flow: what it gives may be shown, what went in may not. */
public final class Sha256 {
  private Sha256() {}

  /** base64url(SHA-256(secret)), without padding: 43 characters. */
  public static String base64Url(Secret secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.revealBytes(SecretAccess.get()));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
