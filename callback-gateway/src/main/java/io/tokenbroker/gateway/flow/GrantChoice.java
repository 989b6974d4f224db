// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.key.TokenKey;
import java.util.Optional;

/**
 * Which grant of a connector an application means.
 *
 * @param user whose grant; only with a per-user connector, and always with one
 * @param alias which of several
 */
public record GrantChoice(Optional<String> user, String alias) {
  /**
   * Whether each user has an own grant. What a client gets as itself is nobody's own, whatever the
   * definition says.
   */
  public static boolean isPersonal(ConnectorDefined connector) {
    return connector.getAuthMode() == AuthMode.PER_USER
        && connector.getGrantType() != GrantType.CLIENT_CREDENTIALS;
  }

  /**
   * The grant's key.
   *
   * @throws FlowException if user and connector don't fit, or a name can't be one
   */
  public TokenKey keyOf(ConnectorDefined connector) {
    boolean perUser = isPersonal(connector);
    if (perUser && user.isEmpty()) {
      throw new FlowException(
          "user_required",
          "Connector "
              + connector.getConnector()
              + " is per-user: name the user whose account it is, as \"user\".");
    }
    if (!perUser && user.isPresent()) {
      throw new FlowException(
          "user_not_allowed",
          "Connector "
              + connector.getConnector()
              + " is shared by the whole tenant: leave out \"user\".");
    }
    try {
      return user.map(
              name ->
                  TokenKey.personal(connector.getTenant(), connector.getConnector(), name)
                      .withAlias(alias))
          .orElseGet(
              () ->
                  TokenKey.shared(connector.getTenant(), connector.getConnector())
                      .withAlias(alias));
    } catch (IllegalArgumentException e) {
      throw new FlowException("invalid_name", "A name can't be used: " + e.getMessage() + ".");
    }
  }
}
