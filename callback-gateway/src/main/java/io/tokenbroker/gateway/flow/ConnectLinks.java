// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.Binding;
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
import java.util.function.Predicate;

/**
 * Makes connect links. State and code_verifier are born here and live in the link only, so the
 * application knows the authorization's id before a browser comes, and a link that nobody opens
 * leaves no trace. Thread-safe.
 */
public final class ConnectLinks {
  private final RandomTokens tokens;
  private final ConnectTickets tickets;
  private final FlowCookies cookies;
  private final PersonBinding persons;
  private final PublicUrl publicUrl;
  private final Duration lifetime;
  private final Clock clock;

  ConnectLinks(
      RandomTokens tokens,
      ConnectTickets tickets,
      FlowCookies cookies,
      PersonBinding persons,
      PublicUrl publicUrl,
      Duration lifetime,
      Clock clock) {
    this.tokens = tokens;
    this.tickets = tickets;
    this.cookies = cookies;
    this.persons = persons;
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
   * @param initiatedBy id of the caller who asks
   * @param newTab whether the browser's tab was opened for this flow only
   */
  public record Request(
      GrantChoice grant,
      Optional<String> returnUrl,
      Optional<List<String>> scopes,
      String initiatedBy,
      boolean newTab) {}

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
    ConnectTicket ticket = ticket(connector, request, key -> false);
    return new ConnectLink(
        ticket.authorizationId(), publicUrl.connectUrl(tickets.seal(ticket)), ticket.expiresAt());
  }

  /**
   * Makes what a link holds.
   *
   * @param isPerson whether it is known already that the grant's user is who asks
   * @throws FlowException if the request does not fit the connector
   */
  ConnectTicket ticket(ConnectorDefined connector, Request request, Predicate<TokenKey> isPerson) {
    TokenKey key = request.grant().keyOf(connector);
    Optional<ReturnUrl> returnUrl =
        request.returnUrl().map(text -> ReturnUrl.checked(text, connector, publicUrl));
    requireBinding(connector, key, returnUrl, isPerson);
    ConnectTicket ticket =
        new ConnectTicket(
            key,
            Scopes.chosen(request.scopes(), connector),
            returnUrl,
            request.initiatedBy(),
            Secret.of(tokens.bits256()),
            CodeVerifier.random(tokens),
            clock.instant().plus(lifetime),
            request.newTab());
    if (!CallbackTerms.areUsable(connector)) {
      throw notUsable(
          connector,
          "callbackParameters may be at most 16 names of at most 64 characters, and neither state"
              + " nor code");
    }
    // Any secret is as long as this one.
    Secret confirmation = Secret.of(tokens.bits256());
    if (!cookies.fits(Flow.of(ticket, connector, ticket.expiresAt(), confirmation))) {
      throw new FlowException(
          "too_long", "Names and return URL are too long together for a browser's cookie.");
    }
    return ticket;
  }

  /** The path of a ticket's link. */
  String path(ConnectTicket ticket) {
    return PublicUrl.CONNECT_PATH + tickets.seal(ticket);
  }

  private void requireBinding(
      ConnectorDefined connector,
      TokenKey key,
      Optional<ReturnUrl> returnUrl,
      Predicate<TokenKey> isPerson) {
    Optional<String> misfit = persons.misfit(key, connector);
    if (misfit.isPresent()) {
      throw notUsable(connector, misfit.get());
    }
    boolean isConfirmed =
        PersonBinding.needed(key, connector) == Binding.CONFIRM && !isPerson.test(key);
    if (isConfirmed && returnUrl.filter(url -> url.canConfirm(publicUrl)).isEmpty()) {
      throw new FlowException(
          "return_url_required",
          "Grants of connector "
              + connector.getConnector()
              + " have to be confirmed with a code that comes to the return URL: name it as"
              + " \"returnUrl\".");
    }
  }

  private static FlowException notUsable(ConnectorDefined connector, String why) {
    return new FlowException(
        "connector_not_usable",
        "Connector " + connector.getConnector() + " can't be used as it is defined: " + why + ".");
  }
}
