// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.key.TokenKey;

/**
 * Hears of changes that arrive after the client is ready; the state at that moment is read with
 * {@link TokenClient#status}. Called on one thread of the client's, {@code token-listeners}, one
 * call at a time. A slow listener delays only other listeners, and hears only the last of several
 * changes of a key that happened meanwhile. What it throws is logged.
 */
public interface TokenListener {
  /** A new access token is there: the first of a grant, or a refreshed one. */
  default void onRefreshed(AccessToken token) {}

  /** The grant was revoked: work that uses its token has to stop. */
  default void onRevoked(TokenKey key, TokenStatus.Revoked status) {}

  /** A person must authorize again; a token that is still valid is in the status. */
  default void onReauthorizationRequired(TokenKey key, TokenStatus.ReauthorizationNeeded status) {}
}
