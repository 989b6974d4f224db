// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.gateway.address.Origin;
import io.tokenbroker.key.ConnectorId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which JSON Web Tokens are accepted as bearer tokens (RFC 7519; RFC 9068), and what their claims
 * mean.
 *
 * @param issuer exactly what {@code iss} is; an https URL, or plain http on loopback
 * @param audience has to be in {@code aud}
 * @param jwksUrl where the issuer's keys are; without one, where its metadata says
 * @param algorithms JWS algorithms that are accepted; those with a public key only
 * @param tenant whose the callers are, or which claim says that
 * @param userClaim names the person; a token without it is nobody's
 * @param scopeClaim the scopes: a text with spaces, or a list
 * @param scopePrefix what the names of our scopes start with in tokens; others are passed over
 */
public record JwtSettings(
    String issuer,
    String audience,
    Optional<URI> jwksUrl,
    Set<String> algorithms,
    Tenant tenant,
    String userClaim,
    String scopeClaim,
    String scopePrefix) {
  /** Accepted where nothing else is set. */
  public static final Set<String> DEFAULT_ALGORITHMS = Set.of("RS256", "PS256", "ES256", "EdDSA");

  private static final Set<String> POSSIBLE_ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  /**
   * Whose the callers are. Exactly one of the two is there.
   *
   * @param fixed of all tokens
   * @param claim names the claim that says it
   */
  public record Tenant(Optional<String> fixed, Optional<String> claim) {
    public Tenant {
      if (fixed.isPresent() == claim.isPresent()) {
        throw new IllegalArgumentException(
            "tokens need either a tenant or a claim that names it, not both");
      }
      fixed.ifPresent(name -> new ConnectorId(name, "any"));
    }

    public static Tenant of(String name) {
      return new Tenant(Optional.of(name), Optional.empty());
    }

    public static Tenant inClaim(String name) {
      return new Tenant(Optional.empty(), Optional.of(name));
    }
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one can't be used; the message says which
   */
  public JwtSettings {
    requireUrl("the tokens' issuer", URI.create(issuer));
    jwksUrl.ifPresent(url -> requireUrl("the URL of the issuer's keys", url));
    for (String text : List.of(audience, userClaim, scopeClaim)) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("audience and names of claims can't be blank");
      }
    }
    algorithms = Set.copyOf(algorithms);
    if (algorithms.isEmpty() || !POSSIBLE_ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException(
          "the tokens' algorithms can be "
              + POSSIBLE_ALGORITHMS.stream().sorted().toList()
              + " only: none is no signature, and an HS... key would be shared");
    }
  }

  private static void requireUrl(String what, URI url) {
    if (Origin.of(url).isEmpty() || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          what + " must be an https URL (plain http is accepted on loopback only), not " + url);
    }
  }
}
