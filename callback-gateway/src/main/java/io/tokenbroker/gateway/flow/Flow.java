// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What the browser carries through a flow, sealed in a cookie: that it is the browser that opened
 * the connect link, and all that the callback needs to know.
 *
 * @param id which authorization
 * @param key the grant that it is for
 * @param returnUrl where the browser goes in the end
 * @param expiresAt after this a callback is refused
 * @param issuer the only iss that the callback may carry (RFC 9207); empty: none is known
 * @param connectorRevision revision that the authorization request was made from
 * @param callback how the callback is read
 */
record Flow(
    AuthorizationId id,
    TokenKey key,
    Optional<ReturnUrl> returnUrl,
    Instant expiresAt,
    Optional<String> issuer,
    long connectorRevision,
    CallbackTerms callback) {

  /** The flow of a ticket, through the connector as it is now. */
  static Flow of(ConnectTicket ticket, ConnectorDefined connector, Instant expiresAt) {
    return new Flow(
        ticket.authorizationId(),
        ticket.key(),
        ticket.returnUrl(),
        expiresAt,
        connector.getIssuer(),
        connector.getRevision(),
        CallbackTerms.of(connector));
  }
}
