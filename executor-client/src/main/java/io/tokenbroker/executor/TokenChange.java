// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import java.util.Optional;

/**
 * A grant's state that is new here, and what was known before.
 *
 * @param now the new state
 * @param before the state that it took the place of; empty: nothing was known of the grant
 */
record TokenChange(TokenEntry now, Optional<TokenEntry> before) {
  /** This change and an earlier one of the same grant as one. */
  TokenChange since(TokenChange earlier) {
    return new TokenChange(now, earlier.before());
  }

  /** Whether another event says the same, for example with the next token of a grant. */
  boolean isOtherState() {
    return !before.map(TokenEntry::state).equals(Optional.of(now.state()));
  }
}
