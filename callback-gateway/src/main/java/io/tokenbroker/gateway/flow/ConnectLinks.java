// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes connect links. State and code_verifier are born here and live in the link only, so the
 * application knows the authorization's id before a browser comes, and a link that nobody opens
 * leaves no trace. Thread-safe.
 */
public final class ConnectLinks {
  private final RandomTokens tokens;
  private final ConnectTickets tickets;
  private final FlowCookies cookies;
  private final PublicUrl publicUrl;
  private final Duration lifetime;
  private final Clock clock;

  ConnectLinks(
      RandomTokens tokens,
      ConnectTickets tickets,
      FlowCookies cookies,
      PublicUrl publicUrl,
      Duration lifetime,
      Clock clock) {
    this.tokens = tokens;
    this.tickets = tickets;
    this.cookies = cookies;
    this.publicUrl = publicUrl;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /**
   * What an application asks for.
   *
   * @param grant for which grant
   * @param returnUrl where the browser goes in the end
   * @param scopes instead of the connector's
   * @param initiatedBy id of the API key that asks
   */
  public record Request(
      GrantChoice grant,
      Optional<String> returnUrl,
      Optional<List<String>> scopes,
      String initiatedBy) {}

  /**
   * A link that a browser may open.
   *
   * @param authorizationId what the authorization will be called
   * @param url a secret until it is opened: whoever opens it authorizes
   * @param expiresAt until when it may be opened
   */
  public record ConnectLink(AuthorizationId authorizationId, URI url, Instant expiresAt) {
    @Override
    public String toString() {
      return "ConnectLink[" + authorizationId + "]";
    }
  }

  /**
   * Makes a link.
   *
   * @throws FlowException if the request does not fit the connector
   */
  public ConnectLink create(ConnectorDefined connector, Request request) {
    TokenKey key = request.grant().keyOf(connector);
    Optional<ReturnUrl> returnUrl =
        request.returnUrl().map(text -> ReturnUrl.checked(text, connector, publicUrl));
    ConnectTicket ticket =
        new ConnectTicket(
            key,
            Scopes.chosen(request.scopes(), connector),
            returnUrl,
            request.initiatedBy(),
            Secret.of(tokens.bits256()),
            CodeVerifier.random(tokens),
            clock.instant().plus(lifetime));
    if (!CallbackTerms.areUsable(connector)) {
      throw new FlowException(
          "connector_not_usable",
          "Connector "
              + connector.getConnector()
              + " can't be used as it is defined: callbackParameters may be at most 16 names of at"
              + " most 64 characters, and neither state nor code.");
    }
    Flow flow = Flow.of(ticket, connector, ticket.expiresAt());
    if (!cookies.fits(flow)) {
      throw new FlowException(
          "too_long", "Names and return URL are too long together for a browser's cookie.");
    }
    return new ConnectLink(
        ticket.authorizationId(), publicUrl.connectUrl(tickets.seal(ticket)), ticket.expiresAt());
  }
}
