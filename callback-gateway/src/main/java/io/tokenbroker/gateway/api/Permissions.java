// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.gateway.access.Action;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.key.TokenKey;
import java.util.Set;

/** Ends what a caller may not do with 403, and says which scope is missing (RFC 6750, 3.1). */
final class Permissions {
  private Permissions() {}

  /** Whether the caller may do one of these to some grant. */
  static void requireSome(Caller caller, Set<Action> actions) {
    if (actions.stream().noneMatch(caller::mayAtAll)) {
      Action first = actions.stream().sorted().findFirst().orElseThrow();
      throw lacks(caller, caller.user().isPresent() ? first.own() : first.any());
    }
  }

  /** Whether the caller may do this to this grant. */
  static void require(Caller caller, Action action, TokenKey grant) {
    if (!caller.may(action, grant)) {
      throw lacks(caller, caller.neededFor(action, grant));
    }
  }

  /** Whether the caller may do everything that a person does, for whomever it names. */
  static void requireForAnybody(Caller caller) {
    for (Action action : Action.values()) {
      if (!caller.mayToAll(action)) {
        throw lacks(caller, action.any());
      }
    }
  }

  /** Whether the caller may erase grants. */
  static void requireAdmin(Caller caller) {
    if (!caller.isAdmin()) {
      throw lacks(caller, ApiScope.ADMIN);
    }
  }

  private static ProblemException lacks(Caller caller, ApiScope scope) {
    return new ProblemException(
        ProblemCode.INSUFFICIENT_SCOPE
            .with("Caller " + caller.id() + " lacks the scope '" + scope.text() + "'.")
            .withChallenge(
                ApiAuthenticator.CHALLENGE
                    + ", error=\"insufficient_scope\", scope=\""
                    + scope.text()
                    + "\""));
  }
}
