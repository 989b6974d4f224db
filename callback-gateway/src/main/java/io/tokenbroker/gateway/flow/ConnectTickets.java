// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;

/**
 * Connect tickets as text in a URL, sealed with the gateway's keyset. Plaintext, version 2: the
 * version byte, then the ticket's fields in the order of {@link ConnectTicket}. Thread-safe.
 */
final class ConnectTickets {
  private static final byte VERSION = 2;
  private static final AssociatedData PLACE = new AssociatedData("ConnectLink", "", "ticket", "");

  private final SealedText sealed;

  ConnectTickets(SealedText sealed) {
    this.sealed = sealed;
  }

  String seal(ConnectTicket ticket) {
    FieldWriter out = new FieldWriter(VERSION);
    out.text(ticket.key().toString());
    out.texts(ticket.scopes());
    out.optional(ticket.returnUrl().map(url -> url.value().toString()));
    out.text(ticket.initiatedBy());
    out.text(ticket.seed().reveal(SecretAccess.get()));
    out.text(ticket.verifier().value().reveal(SecretAccess.get()));
    out.instant(ticket.expiresAt());
    out.number(ticket.newTab() ? 1 : 0);
    return sealed.seal(out.bytes(), PLACE);
  }

  /**
   * Opens a ticket; whether it has expired is for the caller to see.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if it is not one of this deployment's
   */
  ConnectTicket open(String text) {
    FieldReader in = new FieldReader(sealed.open(text, PLACE), VERSION);
    return new ConnectTicket(
        TokenKey.parse(in.text()),
        in.texts(),
        in.optional().map(URI::create).map(ReturnUrl::new),
        in.text(),
        Secret.of(in.text()),
        new CodeVerifier(Secret.of(in.text())),
        in.instant(),
        in.number() == 1);
  }
}
