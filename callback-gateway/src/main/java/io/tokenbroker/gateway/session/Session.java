// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import java.time.Instant;
import java.util.List;
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

  public Session {
    aliases = List.copyOf(aliases);
  }
}
