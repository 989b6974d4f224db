// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.gateway.session.Sessions;
import io.tokenbroker.key.TokenKey;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/**
 * Whether the person at the browser is the one for whom a grant is. A connect link can be forwarded
 * (RFC 9700, 4.7): that a browser has it says nothing about who sits there. Thread-safe.
 */
final class PersonBinding {
  private final Sessions sessions;
  private final boolean linkAllowed;

  PersonBinding(Sessions sessions, boolean linkAllowed) {
    this.sessions = sessions;
    this.linkAllowed = linkAllowed;
  }

  /** What is known of who sits at the browser. */
  enum Person {
    /** Logged in, and the grant's user. */
    SAME,
    /** Logged in, and somebody else. */
    OTHER,
    UNKNOWN
  }

  /** What a grant's authorization needs; a grant that all share is nobody's, and needs nothing. */
  static Binding needed(TokenKey key, ConnectorDefined connector) {
    return key.owner().user().isPresent() ? connector.getBinding() : Binding.LINK;
  }

  /** Why this deployment can't bind the connector's grants to their persons; empty: it can. */
  Optional<String> misfit(TokenKey key, ConnectorDefined connector) {
    if (key.owner().user().isEmpty()) {
      return Optional.empty();
    }
    return switch (connector.getBinding()) {
      case CONFIRM -> Optional.empty();
      case LOGIN ->
          sessions.loginUrl("/").isPresent()
              ? Optional.empty()
              : Optional.of("its binding is 'login', and this deployment has no login");
      case LINK ->
          linkAllowed
              ? Optional.empty()
              : Optional.of(
                  "its binding is 'link', which is for trying out and works only where the gateway"
                      + " is set to TOKENBROKER_LINK_BINDING=allowed; use 'confirm' or 'login'");
    };
  }

  /** Who sits there. Whoever came with a link of an application is not known to be anybody. */
  Person at(RoutingContext rc, TokenKey key) {
    Optional<String> user = key.owner().user();
    return sessions
        .current(rc)
        .filter(session -> session.kind() == Session.Kind.LOGIN)
        .map(
            session ->
                session.tenant().equals(key.tenant()) && user.equals(Optional.of(session.user()))
                    ? Person.SAME
                    : Person.OTHER)
        .orElse(Person.UNKNOWN);
  }

  /**
   * Whether somebody may be logged in whose cookie stayed behind: being Lax, it does not come with
   * another site's form.
   */
  boolean mayBeUnseen(RoutingContext rc) {
    return sessions.loginUrl("/").isPresent() && sessions.current(rc).isEmpty();
  }

  /** As {@link Sessions#loginUrl}. */
  Optional<URI> loginUrl(String backTo) {
    return sessions.loginUrl(backTo);
  }
}
