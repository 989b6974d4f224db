// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls the API, however that was proved. Here, and nowhere else, is decided what a caller may
 * do to whose grant.
 *
 * @param id names the caller in logs and events; no credential
 * @param tenant whose connectors the caller reaches: no request can name another
 * @param user the person as whom the caller acts; without one the caller owns no grant
 * @param scopes what the caller was allowed
 */
public record Caller(String id, String tenant, Optional<String> user, Set<ApiScope> scopes) {
  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if tenant or user can't be part of a token key
   */
  public Caller {
    new ConnectorId(tenant, "any");
    user.ifPresent(TokenKey.Personal::new);
    scopes = Set.copyOf(scopes);
  }

  /** Whether this may be done to a grant. */
  public boolean may(Action action, TokenKey grant) {
    if (!grant.tenant().equals(tenant)) {
      return false;
    }
    return mayToAll(action) || (isOwnerOf(grant) && scopes.contains(action.own()));
  }

  /** Whether this may be done to some grant: without it no request needs to be looked at. */
  public boolean mayAtAll(Action action) {
    return mayToAll(action) || (user.isPresent() && scopes.contains(action.own()));
  }

  /** Whether this may be done to all grants of the tenant, the shared ones included. */
  public boolean mayToAll(Action action) {
    return isAdmin() || scopes.contains(action.any());
  }

  /** Whether the caller may erase, and see technical details. */
  public boolean isAdmin() {
    return scopes.contains(ApiScope.ADMIN);
  }

  /** Which scope the caller lacks to do this to the grant. */
  public ApiScope neededFor(Action action, TokenKey grant) {
    return isOwnerOf(grant) ? action.own() : action.any();
  }

  private boolean isOwnerOf(TokenKey grant) {
    return user.isPresent() && grant.owner().user().equals(user);
  }
}
