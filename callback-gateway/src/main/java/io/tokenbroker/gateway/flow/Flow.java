// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Instant;
import java.util.Optional;

/**
 * What the browser carries through a flow, sealed in a cookie: that it is the browser in which the
 * flow was started, and all that the callback needs to know.
 *
 * @param id which authorization
 * @param key the grant that it is for
 * @param returnUrl where the browser goes in the end
 * @param expiresAt after this a callback is refused
 * @param issuer the only iss that the callback may carry (RFC 9207); empty: none is known
 * @param connectorRevision revision that the authorization request was made from
 * @param callback how the callback is read
 * @param binding what ties the grant to its person; LINK also where nothing has to
 * @param confirmation of this browser alone: another one that opened the same link has another
 * @param newTab whether the flow has a tab of its own, which closes in the end
 */
record Flow(
    AuthorizationId id,
    TokenKey key,
    Optional<ReturnUrl> returnUrl,
    Instant expiresAt,
    Optional<String> issuer,
    long connectorRevision,
    CallbackTerms callback,
    Binding binding,
    Secret confirmation,
    boolean newTab) {

  /** The flow of a ticket, through the connector as it is now. */
  static Flow of(
      ConnectTicket ticket, ConnectorDefined connector, Instant expiresAt, Secret confirmation) {
    return new Flow(
        ticket.authorizationId(),
        ticket.key(),
        ticket.returnUrl(),
        expiresAt,
        connector.getIssuer(),
        connector.getRevision(),
        CallbackTerms.of(connector),
        PersonBinding.needed(ticket.key(), connector),
        confirmation,
        ticket.newTab());
  }

  /**
   * state of the authorization request (RFC 6749, 4.1.1): the authorization, and a proof of this
   * browser. Whoever opened the same link in another one can't make a callback for it, so nobody's
   * code gets into somebody else's flow. It tells nothing of the confirmation secret.
   */
  Secret state() {
    Secret proof = Secret.of("state " + confirmation.reveal(SecretAccess.get()));
    return Secret.of(id.value() + AuthorizationId.STATE_SEPARATOR + Sha256.base64Url(proof));
  }

  /** What the broker and everybody else may know of the confirmation secret. */
  String confirmationHash() {
    return Sha256.base64Url(confirmation);
  }
}
