// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** JSON Web Tokens as credentials of callers. */
@Section(
    value = "Callers' tokens",
    order = 140,
    text =
        "JSON Web Tokens (RFC 9068) in place of API keys;"
            + " [operators.md](operators.md#who-may-call-the-gateway) says what a token has to be"
            + " like.")
public interface JwtConfig {
  @Meaning(
      value =
          "whose tokens are accepted, exactly as `iss` says it; https, or plain http on loopback",
      otherwise = "API keys only",
      needs = {"jwt.audience", "jwt.tenant|jwt.tenant-claim"})
  Optional<String> issuer();

  @Meaning(value = "what `aud` has to name", otherwise = "none", needs = "jwt.issuer")
  Optional<String> audience();

  @Meaning(
      value = "the tenant of all who come with a token",
      otherwise = "what the claim says",
      needs = "jwt.issuer")
  Optional<String> tenant();

  @Meaning(
      value = "the claim that names the tenant",
      otherwise = "a fixed tenant",
      needs = "jwt.issuer")
  Optional<String> tenantClaim();

  @Meaning(
      value = "where the issuer's public keys are; https, or plain http on loopback",
      otherwise = "from its metadata (OpenID Connect Discovery, else RFC 8414)",
      needs = "jwt.issuer",
      atRunTime =
          "the issuer's keys are fetched every five minutes, and when a token names an unknown one")
  Optional<URI> jwksUrl();

  @Meaning(
      "signatures that are accepted; also `RS384`, `RS512`, `PS384`, `PS512`, `ES384`, `ES512`;"
          + " never `none` or `HS...`")
  @WithDefault("RS256,PS256,ES256,EdDSA")
  List<String> algorithms();

  @Meaning("the claim that names the user; a token without it is nobody's")
  @WithDefault("sub")
  String userClaim();

  @Meaning("the claim with the scopes: a text with spaces, or a list")
  @WithDefault("scope")
  String scopeClaim();

  @Meaning(
      value = "what our scopes' names start with in tokens; others are passed over",
      otherwise = "nothing")
  Optional<String> scopePrefix();
}
