// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes opaque secrets of 256 random bits whose prefix says what they are. Thread-safe. */
final class TokenIssuer {

  private static final int SECRET_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Observations observations;

  TokenIssuer(Observations observations) {
    this.observations = observations;
  }

  String newCode() {
    return issue("demo_code_");
  }

  String newAccessToken() {
    return issue("demo_at_");
  }

  String newRefreshToken() {
    return issue("demo_rt_");
  }

  /** Names a consent page or a grant: not a credential, so not recorded as issued. */
  String newId() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String issue(String prefix) {
    String secret = prefix + newId();
    observations.issued(secret);
    return secret;
  }
}
