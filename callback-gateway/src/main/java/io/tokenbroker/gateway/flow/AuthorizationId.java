// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.Secret;
import java.util.Optional;

/**
 * Names one authorization: base64url(SHA-256(seed)) of the secret seed of its link, which cannot be
 * had from it. Public. Where no browser takes part there is no link, and the id is random.
 *
 * @param value 43 characters of base64url
 */
public record AuthorizationId(String value) {
  static final char STATE_SEPARATOR = '.';
  private static final int LENGTH = RandomTokens.BITS_256_LENGTH;
  private static final int STATE_LENGTH = LENGTH + 1 + LENGTH;

  public AuthorizationId {
    if (value.length() != LENGTH || !isBase64Url(value, 0, LENGTH)) {
      throw new IllegalArgumentException("not an authorization id");
    }
  }

  static AuthorizationId ofSeed(Secret seed) {
    return new AuthorizationId(Sha256.base64Url(seed));
  }

  /** The id of an authorization without a browser. */
  public static AuthorizationId random(RandomTokens tokens) {
    return new AuthorizationId(tokens.bits256());
  }

  /** Reads an id from outside. */
  public static Optional<AuthorizationId> parse(String text) {
    return text.length() == LENGTH && isBase64Url(text, 0, LENGTH)
        ? Optional.of(new AuthorizationId(text))
        : Optional.empty();
  }

  /** The id that a text names if it has the form of a state ({@link Flow#state}). */
  static Optional<AuthorizationId> inState(String text) {
    boolean isState =
        text.length() == STATE_LENGTH
            && text.charAt(LENGTH) == STATE_SEPARATOR
            && isBase64Url(text, 0, LENGTH)
            && isBase64Url(text, LENGTH + 1, STATE_LENGTH);
    return isState ? Optional.of(new AuthorizationId(text.substring(0, LENGTH))) : Optional.empty();
  }

  /** By hand: each callback asks it of all its parameters, and a pattern takes long for that. */
  private static boolean isBase64Url(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
