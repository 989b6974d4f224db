// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.gateway.page.ConnectionsPage.Connection;
import io.tokenbroker.key.TokenKey;
import java.util.List;
import java.util.Optional;

/**
 * A grant that a session may see, whether or not it exists.
 *
 * @param changeable whether the session may connect and disconnect it
 * @param notConnectable why it can't be connected here all the same
 */
record Offer(
    ConnectorDefined connector, TokenKey key, boolean changeable, Optional<String> notConnectable) {
  private static final String UNKNOWN = "unknown";

  boolean isOwn() {
    return key.owner().user().isPresent();
  }

  /** As it is shown, with what the broker said of it. */
  Connection connection(Optional<GrantDescribed> grant) {
    return new Connection(
        connector.getConnector(),
        connector.getDisplayName().orElse(connector.getConnector()),
        key.alias(),
        grant.map(GrantDescribed::getState).orElse(UNKNOWN),
        grant.flatMap(GrantDescribed::getSubject),
        grant.map(GrantDescribed::getScopes).orElse(List.of()),
        grant.flatMap(GrantDescribed::getIssuedAt),
        grant.flatMap(GrantDescribed::getExpiresAt),
        grant.flatMap(GrantDescribed::getEndsAt),
        grant.flatMap(GrantDescribed::getReason),
        changeable,
        notConnectable);
  }
}
