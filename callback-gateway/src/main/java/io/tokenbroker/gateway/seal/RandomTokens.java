// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.seal;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable text: random bytes in base64url without padding. Thread-safe. */
public final class RandomTokens {
  /** Length of {@link #bits256}. */
  public static final int BITS_256_LENGTH = 43;

  private final SecureRandom random = new SecureRandom();

  /** 256 random bits: 43 characters. */
  public String bits256() {
    return text(32);
  }

  /** 128 random bits: 22 characters; for ids, which need to be unique only. */
  public String bits128() {
    return text(16);
  }

  private String text(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
