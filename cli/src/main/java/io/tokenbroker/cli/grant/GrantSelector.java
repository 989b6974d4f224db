// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which grants of a tenant are meant. Immutable.
 *
 * @param connector those of one connector only
 * @param user personal grants of one user only
 */
public record GrantSelector(String tenant, Optional<String> connector, Optional<String> user)
    implements Predicate<TokenKey> {
  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if one can't be part of a key
   */
  public GrantSelector {
    ConnectorId checked = new ConnectorId(tenant, connector.orElse("any"));
    user.ifPresent(name -> TokenKey.personal(checked.tenant(), checked.connector(), name));
  }

  @Override
  public boolean test(TokenKey key) {
    return key.tenant().equals(tenant)
        && connector.filter(name -> !name.equals(key.connector())).isEmpty()
        && (user.isEmpty() || key.owner().user().equals(user));
  }

  /** For messages: {@code tenant acme, connector github, user ann}. */
  @Override
  public String toString() {
    return "tenant "
        + tenant
        + connector.map(name -> ", connector " + name).orElse("")
        + user.map(name -> ", user " + name).orElse("");
  }
}
