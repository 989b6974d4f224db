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
  /**
   * A new access token is there: the first of a grant, or a refreshed one, also while the end of
   * its grant is announced.
   */
  default void onRefreshed(AccessToken token) {}

  /** The grant was revoked: work that uses its token has to stop. */
  default void onRevoked(TokenKey key, TokenStatus.Revoked status) {}

  /**
   * A person must authorize again; a token that is still valid is in the status.
   *
   * <p>With {@code requiredBy} in the status this is an announcement: the grant has a known end,
   * and works and is refreshed until then. Nothing has to stop; it is time to ask the person. It is
   * told once, and again when its end or its reason changes; newer tokens come to {@link
   * #onRefreshed} meanwhile, before this call where both are new. Whether an announcement still
   * stands, {@link TokenClient#status} says: a new authorization or a later end takes it back.
   *
   * <p>Without {@code requiredBy} the grant is not refreshed any more: work that uses its token
   * ends with that token.
   */
  default void onReauthorizationRequired(TokenKey key, TokenStatus.ReauthorizationNeeded status) {}
}
