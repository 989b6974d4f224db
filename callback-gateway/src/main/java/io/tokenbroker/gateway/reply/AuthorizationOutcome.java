// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.key.TokenKey;
import java.util.function.Function;

/** How an authorization ended. */
public sealed interface AuthorizationOutcome {
  /** The text form of the grant's key, as the broker wrote it. */
  String key();

  /** The grant that it was for. */
  default TokenKey tokenKey() {
    return TokenKey.parse(key());
  }

  /** Whether it was for this grant: ids alone are no proof. */
  default boolean isFor(TokenKey grant) {
    return key().equals(grant.toString());
  }

  /** Does one thing or the other. */
  <T> T fold(
      Function<AuthorizationSucceeded, T> succeeded, Function<AuthorizationFailed, T> failed);

  /** The grant is stored. */
  record Succeeded(AuthorizationSucceeded event) implements AuthorizationOutcome {
    @Override
    public String key() {
      return event.getTokenKey();
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
    public String key() {
      return event.getTokenKey();
    }

    @Override
    public <T> T fold(
        Function<AuthorizationSucceeded, T> succeeded, Function<AuthorizationFailed, T> failed) {
      return failed.apply(event);
    }
  }
}
