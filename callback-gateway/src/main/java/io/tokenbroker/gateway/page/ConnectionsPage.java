// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.page;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A person's connections.
 *
 * @param action where its forms go, by POST: fields {@code form_token}, {@code do} ({@code connect}
 *     or {@code disconnect}), {@code connector}, {@code alias}, {@code new_tab}
 * @param formToken hidden field of {@link io.tokenbroker.gateway.browser.FormTokens}
 * @param person what the person is called
 * @param own the person's own
 * @param shared those that all share, as far as the person may see them
 * @param done what the person just did: {@code connected}, {@code disconnected} or a reason
 * @param logout where the person logs out, by POST; empty where there is no login
 * @param backTo the application, where it is known; left out if it is not http or https
 * @param previous the page before, of several
 * @param next the page after, of several
 */
public record ConnectionsPage(
    URI action,
    String formToken,
    String person,
    List<Connection> own,
    List<Connection> shared,
    Optional<String> done,
    Optional<URI> logout,
    Optional<URI> backTo,
    Optional<URI> previous,
    Optional<URI> next)
    implements Page {
  public ConnectionsPage {
    WebAddress.check(action);
    logout = logout.filter(WebAddress::is);
    backTo = backTo.filter(WebAddress::is);
    previous = previous.filter(WebAddress::is);
    next = next.filter(WebAddress::is);
    own = List.copyOf(own);
    shared = List.copyOf(shared);
  }

  /**
   * One connector for one owner.
   *
   * @param connector its name, for the form
   * @param displayName what it is called
   * @param alias which account
   * @param state as in {@code GrantDescribed}, {@code awaiting_confirmation}, or {@code unknown}
   *     where the broker did not answer
   * @param subject account at the provider
   * @param scopes granted
   * @param lastRefresh when the current access token was issued
   * @param expiresAt when it expires
   * @param endsAt when the grant ends whatever is done
   * @param reason why it has to be authorized again
   * @param changeable whether the person may connect and disconnect it
   * @param notConnectable why it can't be connected from here, as a code; texts are {@code
   *     connections.not_connectable.CODE}
   */
  public record Connection(
      String connector,
      String displayName,
      String alias,
      String state,
      Optional<String> subject,
      List<String> scopes,
      Optional<Instant> lastRefresh,
      Optional<Instant> expiresAt,
      Optional<Instant> endsAt,
      Optional<String> reason,
      boolean changeable,
      Optional<String> notConnectable) {
    public Connection {
      scopes = List.copyOf(scopes);
    }
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public String template() {
    return "connections";
  }

  @Override
  public Map<String, Object> model() {
    return Map.of("page", this);
  }

  @Override
  public String toString() {
    return "ConnectionsPage[" + own.size() + " own, " + shared.size() + " shared]";
  }
}
