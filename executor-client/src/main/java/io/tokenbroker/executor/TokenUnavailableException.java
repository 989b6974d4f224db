// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;

/**
 * No token will come by itself: the grant is unknown or was revoked, or a person must authorize
 * again.
 */
public final class TokenUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient TokenStatus status;

  TokenUnavailableException(TokenKey key, TokenStatus status) {
    super("no token of " + key + " will come by itself: " + status);
    this.status = status;
  }

  /** Why. */
  public TokenStatus status() {
    return status;
  }
}
