// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one authorization: base64url(SHA-256(seed)) of the secret seed of its link, which cannot be
 * had from it. Public. Where no browser takes part there is no link, and the id is random.
 *
 * @param value 43 characters of base64url
 */
public record AuthorizationId(String value) {
  static final char STATE_SEPARATOR = '.';
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{43}");

  public AuthorizationId {
    if (!FORM.matcher(value).matches()) {
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
    return FORM.matcher(text).matches() ? Optional.of(new AuthorizationId(text)) : Optional.empty();
  }

  /** The id that a text names if it has the form of a state ({@link Flow#state}). */
  static Optional<AuthorizationId> inState(String text) {
    return STATE.matcher(text).matches()
        ? Optional.of(new AuthorizationId(text.substring(0, text.indexOf(STATE_SEPARATOR))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
