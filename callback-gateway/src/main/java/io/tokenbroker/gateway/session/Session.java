// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.event.EventText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A person at a browser.
 *
 * @param kind how the person came
 * @param tenant whose connectors the person sees
 * @param user the person, as in token keys
 * @param name what the person is called on pages
 * @param shared what the person may do with grants that all share
 * @param aliases which accounts of each connector are shown; never empty
 * @param returnUrl where an authorization that the person starts ends, instead of at our page; one
 *     that has to be confirmed needs it
 * @param begunAt when the person came
 * @param expiresAt until when it holds
 */
public record Session(
    Kind kind,
    String tenant,
    String user,
    Optional<String> name,
    SharedGrants shared,
    List<String> aliases,
    Optional<String> returnUrl,
    Instant begunAt,
    Instant expiresAt) {

  /** How a person came. */
  public enum Kind {
    /** Logged in at the deployment's OpenID provider: it is this person. */
    LOGIN,
    /** With a link that an application made: whoever was given it. */
    LINK
  }

  /** What a person may do with grants that all share. */
  public enum SharedGrants {
    HIDDEN,
    SEEN,
    MANAGED
  }

  /** The broker takes no longer one, and would do nothing of what it is asked. */
  private static final int MAX_REQUESTER = 64;

  public Session {
    aliases = List.copyOf(aliases);
  }

  /** Whether it is a session of the same person. */
  public boolean isOfSamePerson(Session other) {
    return tenant.equals(other.tenant) && user.equals(other.user);
  }

  /** What the person is called on a page. */
  public String shownName() {
    return name.orElse(user);
  }

  /** The person as one who asks for something, in events; at most 64 characters. */
  public String requester() {
    return EventText.cut(kind.name().toLowerCase(Locale.ROOT) + ":" + user, MAX_REQUESTER);
  }

  /**
   * The purpose of forms ({@code FormTokens}) that act for this session: one that was shown to
   * another person, or in a session before, is refused.
   */
  public String formPurpose() {
    return "session " + expiresAt.toEpochMilli() + " " + kind + " " + tenant + " " + user;
  }

  /** This session, showing what a link of the same person is for. */
  public Session showing(List<String> otherAliases, Optional<String> otherReturnUrl) {
    return new Session(
        kind, tenant, user, name, shared, otherAliases, otherReturnUrl, begunAt, expiresAt);
  }
}
