// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.session.LoginSettings;
import io.tokenbroker.gateway.session.PersonClaims;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.settings.EnvironmentReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The settings of sessions and of the login, from environment variables. */
final class SessionEnvironment {
  static final String HELP =
      """
            TOKENBROKER_LOGIN_ISSUER       OpenID provider where people log in;  nobody
                                           the others below are read with it     can log in
            TOKENBROKER_LOGIN_CLIENT_ID    the gateway's client id there         required
            TOKENBROKER_LOGIN_CLIENT_SECRET_FILE
                                           file with its secret                  PKCE only
            TOKENBROKER_LOGIN_SCOPES       what is asked for                     openid profile
            TOKENBROKER_LOGIN_TENANT or
            TOKENBROKER_LOGIN_TENANT_CLAIM people's tenant, or the claim that    one of both
                                           names it                              is required
            TOKENBROKER_LOGIN_USER_CLAIM   claim with the user in token keys     sub
            TOKENBROKER_LOGIN_NAME_CLAIM   claim with the name on pages          name
            TOKENBROKER_LOGIN_SHARED       what people may do with shared        seen
                                           grants: hidden, seen or managed
            TOKENBROKER_LOGIN_SHARED_CLAIM claim whose values allow more         none
            TOKENBROKER_LOGIN_SHARED_SEEN_BY
                                           values with which they are seen       none
            TOKENBROKER_LOGIN_SHARED_MANAGED_BY
                                           values with which they are managed    none
            TOKENBROKER_LOGIN_SESSION      how long a login lasts, ISO 8601      PT8H
            TOKENBROKER_LINK_SESSION       how long a session lasts that a link  PT1H
                                           to the connections page began
            TOKENBROKER_SESSIONS_ENDED_BEFORE
                                           ends all sessions that had begun      none
                                           before: 2030-01-31T12:00:00Z
      """;

  private SessionEnvironment() {}

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is missing or malformed; the message says which
   */
  static SessionSettings read(EnvironmentReader reader) {
    return new SessionSettings(
        reader
            .parsed("LOGIN_SESSION", Duration::parse)
            .orElse(SessionSettings.DEFAULT.loginLifetime()),
        reader
            .parsed("LINK_SESSION", Duration::parse)
            .orElse(SessionSettings.DEFAULT.linkLifetime()),
        reader.parsed("SESSIONS_ENDED_BEFORE", Instant::parse),
        reader.parsed("LOGIN_ISSUER", URI::create).map(issuer -> login(issuer, reader)));
  }

  private static LoginSettings login(URI issuer, EnvironmentReader reader) {
    return new LoginSettings(
        issuer,
        reader.required("LOGIN_CLIENT_ID"),
        reader.optional("LOGIN_CLIENT_SECRET_FILE").map(SessionEnvironment::secret),
        reader
            .optional("LOGIN_SCOPES")
            .map(text -> List.of(text.split("\\s+")))
            .orElse(LoginSettings.DEFAULT_SCOPES),
        new PersonClaims(
            new PersonClaims.Tenant(
                reader.optional("LOGIN_TENANT"), reader.optional("LOGIN_TENANT_CLAIM")),
            reader.optional("LOGIN_USER_CLAIM").orElse("sub"),
            reader.optional("LOGIN_NAME_CLAIM").orElse("name"),
            new PersonClaims.Shared(
                reader.parsed("LOGIN_SHARED", SessionEnvironment::shared).orElse(SharedGrants.SEEN),
                reader.optional("LOGIN_SHARED_CLAIM"),
                values(reader.optional("LOGIN_SHARED_SEEN_BY")),
                values(reader.optional("LOGIN_SHARED_MANAGED_BY")))));
  }

  private static SharedGrants shared(String text) {
    return Arrays.stream(SharedGrants.values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it is hidden, seen or managed"));
  }

  private static Set<String> values(Optional<String> text) {
    return text.map(list -> Set.copyOf(Arrays.asList(list.strip().split("\\s*,\\s*"))))
        .orElse(Set.of());
  }

  private static Secret secret(String file) {
    try {
      return Secret.of(Files.readString(Path.of(file)).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TOKENBROKER_LOGIN_CLIENT_SECRET_FILE: the file " + file + " can't be read or is empty",
          e);
    }
  }
}
