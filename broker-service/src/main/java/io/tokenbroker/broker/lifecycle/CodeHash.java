// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** base64url(SHA-256(code)), by which a confirmation code is known that nobody keeps. */
final class CodeHash {
  private CodeHash() {}

  /** In constant time: how much of it is right does not show. */
  static boolean isOf(Secret code, String hash) {
    byte[] bytes = code.reveal(SecretAccess.get()).getBytes(StandardCharsets.UTF_8);
    byte[] computed = Base64.getUrlEncoder().withoutPadding().encode(sha256(bytes));
    return MessageDigest.isEqual(computed, hash.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
