// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one authorization: base64url(SHA-256(state)). Public, unlike the state (RFC 6749, 10.12),
 * which cannot be had from it. Where no browser takes part there is no state, and the id is random.
 *
 * @param value 43 characters of base64url
 */
public record AuthorizationId(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  public AuthorizationId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not an authorization id");
    }
  }

  static AuthorizationId ofState(Secret state) {
    return new AuthorizationId(Sha256.base64Url(state));
  }

  /** The id of an authorization without a browser. */
  public static AuthorizationId random(RandomTokens tokens) {
    return new AuthorizationId(tokens.bits256());
  }

  /** Reads an id from outside. */
  public static Optional<AuthorizationId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new AuthorizationId(text)) : Optional.empty();
  }

  /** A state has the same form. */
  static boolean isStateForm(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
