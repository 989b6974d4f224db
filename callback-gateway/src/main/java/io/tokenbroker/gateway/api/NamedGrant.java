// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.flow.GrantChoice;
import io.tokenbroker.key.TokenKey;
import java.util.Optional;

/**
 * Which grant of a connector a request means. Whoever acts as a person means the own one where no
 * user is named.
 */
record NamedGrant(Optional<String> user, String alias, Caller caller) {
  static NamedGrant of(Optional<String> user, Optional<String> alias, Caller caller) {
    return new NamedGrant(user, alias.orElse(TokenKey.DEFAULT_ALIAS), caller);
  }

  /** The choice for a connector, with the caller's own name if no other was given. */
  GrantChoice choice(ConnectorDefined connector) {
    Optional<String> owner = GrantChoice.isPersonal(connector) ? user.or(caller::user) : user;
    return new GrantChoice(owner, alias);
  }

  /** The grant's key; see {@link GrantChoice#keyOf}. */
  TokenKey keyOf(ConnectorDefined connector) {
    return choice(connector).keyOf(connector);
  }
}
