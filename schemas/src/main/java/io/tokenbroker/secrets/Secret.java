// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A code, verifier, token or client secret in memory. It never shows itself: {@link #toString} is
 * redacted and it is not serializable. Comparison takes constant time. Immutable.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a secret.
   *
   * @throws IllegalArgumentException if the text is empty
   */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret is not empty");
    }
    return new Secret(value);
  }

  /** The secret itself; the argument makes the reading place searchable. */
  public String reveal(SecretAccess access) {
    return value;
  }

  /** The secret's UTF-8 bytes. */
  public byte[] revealBytes(SecretAccess access) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
