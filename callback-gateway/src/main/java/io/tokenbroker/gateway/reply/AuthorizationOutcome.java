// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.key.TokenKey;
import java.util.function.Function;

/** How an authorization ended. */
public sealed interface AuthorizationOutcome {
  /** The grant that it was for. */
  TokenKey tokenKey();

  /** Whether it was for this grant: ids alone are no proof. */
  boolean isFor(TokenKey key);

  /** Does one thing or the other. */
  <T> T fold(
      Function<AuthorizationSucceeded, T> succeeded, Function<AuthorizationFailed, T> failed);

  /** The grant is stored. */
  record Succeeded(AuthorizationSucceeded event) implements AuthorizationOutcome {
    @Override
    public TokenKey tokenKey() {
      return TokenKey.parse(event.getTokenKey());
    }

    @Override
    public boolean isFor(TokenKey key) {
      return event.getTokenKey().equals(key.toString());
    }

    @Override
    public <T> T fold(
        Function<AuthorizationSucceeded, T> succeeded, Function<AuthorizationFailed, T> failed) {
      return succeeded.apply(event);
    }
  }

  /** No grant came of it. */
  record Failed(AuthorizationFailed event) implements AuthorizationOutcome {
    @Override
    public TokenKey tokenKey() {
      return TokenKey.parse(event.getTokenKey());
    }

    @Override
    public boolean isFor(TokenKey key) {
      return event.getTokenKey().equals(key.toString());
    }

    @Override
    public <T> T fold(
        Function<AuthorizationSucceeded, T> succeeded, Function<AuthorizationFailed, T> failed) {
      return failed.apply(event);
    }
  }
}
