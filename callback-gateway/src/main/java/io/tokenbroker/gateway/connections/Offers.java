// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.gateway.flow.ReturnUrl;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.key.TokenKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a session may see and change. Tenant and user are the session's own, always: whatever a form
 * says can only pick one of these. Thread-safe.
 */
final class Offers {
  private final Connectors connectors;
  private final boolean linkBindingAllowed;
  private final boolean canLogin;

  Offers(ConnectionsParts parts) {
    this.connectors = parts.connectors();
    this.linkBindingAllowed = parts.linkBindingAllowed();
    this.canLogin = parts.sessions().loginUrl("/").isPresent();
  }

  /** The person's own by connector and account, then those that all share. */
  List<Offer> of(Session session) {
    if (!connectors.isComplete()) {
      throw new UnavailableException("the connectors have not been read yet");
    }
    List<ConnectorDefined> all = connectors.all(session.tenant());
    return Stream.concat(
            all.stream().filter(Offers::isPerUser).flatMap(connector -> own(connector, session)),
            session.shared() == SharedGrants.HIDDEN
                ? Stream.of()
                : all.stream()
                    .filter(Offers::isShared)
                    .map(connector -> shared(connector, session)))
        .toList();
  }

  /** The one that a form names, if the session may change it. */
  Optional<Offer> changeable(Session session, String connector, String alias) {
    return of(session).stream()
        .filter(Offer::changeable)
        .filter(offer -> offer.key().connector().equals(connector))
        .filter(offer -> offer.key().alias().equals(alias))
        .findFirst();
  }

  private static boolean isPerUser(ConnectorDefined connector) {
    return connector.getAuthMode() == AuthMode.PER_USER
        && connector.getGrantType() == GrantType.AUTHORIZATION_CODE;
  }

  private static boolean isShared(ConnectorDefined connector) {
    return connector.getAuthMode() == AuthMode.SHARED
        || connector.getGrantType() == GrantType.CLIENT_CREDENTIALS;
  }

  private Stream<Offer> own(ConnectorDefined connector, Session session) {
    Optional<String> obstacle = obstacle(connector, session);
    TokenKey key =
        TokenKey.personal(connector.getTenant(), connector.getConnector(), session.user());
    return session.aliases().stream()
        .map(alias -> new Offer(connector, key.withAlias(alias), true, obstacle));
  }

  /** Without a browser there is nothing to press: such a grant comes by the application. */
  private static Offer shared(ConnectorDefined connector, Session session) {
    return new Offer(
        connector,
        TokenKey.shared(connector.getTenant(), connector.getConnector()),
        session.shared() == SharedGrants.MANAGED
            && connector.getGrantType() == GrantType.AUTHORIZATION_CODE,
        Optional.empty());
  }

  /** Why the person can't connect it here: nothing would bind the grant to that person. */
  private Optional<String> obstacle(ConnectorDefined connector, Session session) {
    boolean isLogin = session.kind() == Session.Kind.LOGIN;
    return switch (connector.getBinding()) {
      case CONFIRM ->
          isLogin || returnUrl(connector, session).isPresent()
              ? Optional.empty()
              : Optional.of("confirmation_needed");
      case LOGIN -> isLogin || canLogin ? Optional.empty() : Optional.of("login_needed");
      case LINK -> linkBindingAllowed ? Optional.empty() : Optional.of("connector_not_usable");
    };
  }

  /** Where an authorization ends that began in this session, if that is not our page. */
  static Optional<String> returnUrl(ConnectorDefined connector, Session session) {
    return session
        .returnUrl()
        .filter(url -> session.kind() == Session.Kind.LINK)
        .filter(url -> ReturnUrl.isUsable(url, connector));
  }
}
