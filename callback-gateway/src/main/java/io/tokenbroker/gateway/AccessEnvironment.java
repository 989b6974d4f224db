// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.AccessSettings;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.settings.EnvironmentReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of who may call the API, from environment variables; {@link #HELP} lists them. */
final class AccessEnvironment {
  static final String HELP =
      """
            TOKENBROKER_JWT_ISSUER         whose tokens are accepted on the      none: API keys
                                           API, exactly as iss says it           only
            TOKENBROKER_JWT_AUDIENCE       what aud has to name                  required with
                                                                                 an issuer
            TOKENBROKER_JWT_TENANT or      the tenant of all tokens' callers     one of them
            TOKENBROKER_JWT_TENANT_CLAIM   the claim that names it               with an issuer
            TOKENBROKER_JWT_JWKS_URL       where the issuer's keys are; https,   from the issuer's
                                           or http on loopback                   metadata
            TOKENBROKER_JWT_ALGORITHMS     signatures that are accepted, comma   RS256,PS256,
                                           separated; none and HS... never       ES256,EdDSA
            TOKENBROKER_JWT_USER_CLAIM     the claim that names the user         sub
            TOKENBROKER_JWT_SCOPE_CLAIM    the claim with the scopes             scope
            TOKENBROKER_JWT_SCOPE_PREFIX   what our scopes' names start with     nothing
                                           in tokens
      """;

  private static final String ISSUER = "JWT_ISSUER";

  private AccessEnvironment() {}

  static AccessSettings read(EnvironmentReader reader) {
    Optional<JwtSettings> jwt = reader.optional(ISSUER).map(issuer -> jwt(reader, issuer));
    if (jwt.isEmpty()) {
      // An audience alone looks like protection and is none.
      Stream.of("JWT_AUDIENCE", "JWT_JWKS_URL", "JWT_TENANT", "JWT_TENANT_CLAIM")
          .filter(name -> reader.optional(name).isPresent())
          .forEach(name -> reader.required(ISSUER));
    }
    return new AccessSettings(reader.parsed("API_KEYS", Path::of), jwt);
  }

  private static JwtSettings jwt(EnvironmentReader reader, String issuer) {
    return new JwtSettings(
        issuer,
        reader.required("JWT_AUDIENCE"),
        reader.parsed("JWT_JWKS_URL", URI::create),
        reader
            .parsed("JWT_ALGORITHMS", AccessEnvironment::names)
            .orElse(JwtSettings.DEFAULT_ALGORITHMS),
        new JwtSettings.Tenant(reader.optional("JWT_TENANT"), reader.optional("JWT_TENANT_CLAIM")),
        reader.optional("JWT_USER_CLAIM").orElse("sub"),
        reader.optional("JWT_SCOPE_CLAIM").orElse("scope"),
        reader.optional("JWT_SCOPE_PREFIX").orElse(""));
  }

  private static Set<String> names(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
  }
}
