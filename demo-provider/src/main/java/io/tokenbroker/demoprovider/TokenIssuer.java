// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes opaque secrets of 256 random bits whose prefix says what they are. Thread-safe. */
final class TokenIssuer {

  static final String ACCESS_TOKEN_PREFIX = "demo_at_";
  static final String REFRESH_TOKEN_PREFIX = "demo_rt_";

  private static final int SECRET_BYTES = 32;
  private static final int USER_CODE_LENGTH = 8;

  /** RFC 8628 section 6.1: no vowels, so that no word comes of it, and nothing to mistake. */
  private static final String USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

  private final SecureRandom random = new SecureRandom();
  private final Observations observations;

  TokenIssuer(Observations observations) {
    this.observations = observations;
  }

  String newCode() {
    return issue("demo_code_");
  }

  String newAccessToken() {
    return issue(ACCESS_TOKEN_PREFIX);
  }

  String newRefreshToken() {
    return issue(REFRESH_TOKEN_PREFIX);
  }

  String newDeviceCode() {
    return issue("demo_dc_");
  }

  /** What a person types: eight letters with a hyphen in the middle. */
  String newUserCode() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < USER_CODE_LENGTH; i++) {
      code.append(USER_CODE_LETTERS.charAt(random.nextInt(USER_CODE_LETTERS.length())));
    }
    return code.insert(USER_CODE_LENGTH / 2, '-').toString();
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
