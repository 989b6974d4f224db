// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.flow.FlowException;
import io.tokenbroker.gateway.flow.ReturnUrl;
import io.tokenbroker.gateway.seal.FieldReader;
import io.tokenbroker.gateway.seal.FieldWriter;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.AssociatedData;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes the links with which an application shows a person's connections. All that a link says is
 * sealed in it. Plaintext, version 1: the version byte, then the fields of {@link Ticket}.
 * Thread-safe.
 */
public final class ConnectionLinks {
  static final String PATH = "/connection-links/";

  private static final byte VERSION = 1;
  private static final AssociatedData PLACE =
      new AssociatedData("ConnectionsLink", "", "ticket", "");
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  /** What a session's cookie has room for, sealed, with a name beside it. */
  private static final int MAX_BYTES = 2_400;

  private static final int MAX_ALIASES = 8;
  private static final int MAX_ALIAS_LENGTH = 64;

  private final SealedText sealed;
  private final PublicUrl publicUrl;
  private final Connectors connectors;
  private final Clock clock;

  public ConnectionLinks(
      SealedText sealed, PublicUrl publicUrl, Connectors connectors, Clock clock) {
    this.sealed = sealed;
    this.publicUrl = publicUrl;
    this.connectors = connectors;
    this.clock = clock;
  }

  /**
   * What an application asks for.
   *
   * @param tenant the application's own
   * @param user whose connections
   * @param returnUrl where what the person connects ends
   * @param aliases which accounts; at most 8 of at most 64 characters
   * @param shared what the person may do with grants that all share
   */
  public record Request(
      String tenant,
      String user,
      Optional<String> returnUrl,
      List<String> aliases,
      SharedGrants shared) {
    public Request {
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * A link that a browser may open.
   *
   * @param url a secret: whoever opens it acts for the person
   * @param expiresAt until when it may be opened
   */
  public record ConnectionLink(URI url, Instant expiresAt) {
    @Override
    public String toString() {
      return "ConnectionLink[]";
    }
  }

  /** What a link holds. */
  record Ticket(Request request, Instant expiresAt) {}

  /**
   * Makes a link.
   *
   * @throws FlowException if user, aliases or return URL can't be used
   */
  public ConnectionLink create(Request request) {
    check(request);
    Instant expiresAt = clock.instant().plus(LIFETIME);
    FieldWriter out = new FieldWriter(VERSION);
    out.text(request.tenant());
    out.text(request.user());
    out.optional(request.returnUrl());
    out.texts(request.aliases());
    out.text(request.shared().name());
    out.instant(expiresAt);
    byte[] ticket = out.bytes();
    if (ticket.length > MAX_BYTES) {
      throw new FlowException(
          "too_long", "Names and return URL are too long together for a browser's cookie.");
    }
    return new ConnectionLink(publicUrl.at(PATH + sealed.seal(ticket, PLACE)), expiresAt);
  }

  /**
   * Opens a link; whether it has expired is for the caller to see.
   *
   * @throws io.tokenbroker.secrets.CannotOpenException if it is not one of this deployment's
   */
  Ticket open(String text) {
    FieldReader in = new FieldReader(sealed.open(text, PLACE), VERSION);
    return new Ticket(
        new Request(
            in.text(), in.text(), in.optional(), in.texts(), SharedGrants.valueOf(in.text())),
        in.instant());
  }

  private void check(Request request) {
    if (request.aliases().isEmpty()
        || request.aliases().size() > MAX_ALIASES
        || request.aliases().stream().distinct().count() < request.aliases().size()
        || request.aliases().stream().anyMatch(alias -> alias.length() > MAX_ALIAS_LENGTH)) {
      throw new FlowException(
          "invalid_name",
          "There may be 1 to "
              + MAX_ALIASES
              + " different aliases, of at most "
              + MAX_ALIAS_LENGTH
              + " characters.");
    }
    try {
      TokenKey key = TokenKey.personal(request.tenant(), "any", request.user());
      request.aliases().forEach(key::withAlias);
    } catch (IllegalArgumentException e) {
      throw new FlowException("invalid_name", "A name can't be used: " + e.getMessage() + ".");
    }
    request.returnUrl().ifPresent(url -> checkReturnUrl(url, request.tenant()));
  }

  private void checkReturnUrl(String url, String tenant) {
    List<ConnectorDefined> all = connectors.all(tenant);
    if (all.stream().noneMatch(connector -> ReturnUrl.isUsable(url, connector))) {
      throw new FlowException(
          "return_url_not_allowed",
          "No connector of the tenant allows the return URL in its allowedReturnOrigins, or it is"
              + " malformed.");
    }
  }
}
