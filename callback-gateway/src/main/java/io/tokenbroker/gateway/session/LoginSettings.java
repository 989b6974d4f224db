// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.session;

import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The OpenID provider at which people log in, and the gateway's registration there.
 *
 * @param issuer exactly as its ID tokens name it; its metadata is below it (OpenID Connect
 *     Discovery 1.0, 4)
 * @param clientId the gateway's
 * @param clientSecret the gateway's; empty for a public client, which has PKCE only
 * @param scopes asked for; always with {@code openid}
 * @param claims what an ID token says about the person
 */
public record LoginSettings(
    URI issuer,
    String clientId,
    Optional<Secret> clientSecret,
    List<String> scopes,
    PersonClaims claims) {
  /** What is asked for where nothing is set. */
  public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one can't be used; the message says which and why
   */
  public LoginSettings {
    if (Origin.of(issuer).isEmpty()
        || issuer.getRawUserInfo() != null
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the login's issuer must be https://host[:port][/path] (plain http is accepted on"
              + " loopback only), not "
              + issuer);
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("the login's client id is empty");
    }
    if (!scopes.contains("openid")) {
      throw new IllegalArgumentException(
          "the login's scopes must hold openid: without it there is no ID token");
    }
    scopes = List.copyOf(scopes);
  }
}
