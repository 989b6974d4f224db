// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.key.ConnectorId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads connectors from a YAML file, strictly: what is unknown, missing, of the wrong type or
 * dangerous is refused with file, line and key.
 */
public final class ConnectorFile {
  private static final Set<String> FILE_KEYS = Set.of("tenant", "connectors");
  private static final List<String> CONNECTOR_KEYS =
      Stream.concat(
              Stream.of(
                  "tenant",
                  "authMode",
                  "grantType",
                  "issuer",
                  "authorizationEndpoint",
                  "tokenEndpoint",
                  "revocationEndpoint",
                  "clientId",
                  "clientSecret",
                  "tokenEndpointAuthMethod",
                  "scopes",
                  "scopeSeparator",
                  "authorizationParameters",
                  "tokenParameters",
                  "allowedReturnOrigins",
                  "revocationScope",
                  "accountChange"),
              RefreshKeys.KEYS.stream())
          .toList();

  /** What a browser is needed for: there is none with client credentials. */
  private static final List<String> BROWSER_KEYS =
      List.of("authorizationEndpoint", "authorizationParameters", "allowedReturnOrigins");

  /** Parameters that the system sets itself: RFC 6749, RFC 7636, OpenID Connect's nonce. */
  private static final Set<String> RESERVED_PARAMETERS =
      Set.of(
          "response_type",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token");

  private static final String BASIC = "client_secret_basic";
  private static final String POST = "client_secret_post";
  private static final String NONE = "none";

  private final String name;
  private final Path folder;

  private ConnectorFile(Path file) {
    this.name = file.toString();
    this.folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
  }

  /**
   * Reads a file.
   *
   * @return its connectors, in the file's order
   * @throws ConnectorFileException if it can't be read or breaks a rule
   */
  public static List<ConnectorSpec> read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConnectorFileException(
          file + ": could not be read: " + e.getClass().getSimpleName());
    }
    return new ConnectorFile(file).connectors(text);
  }

  private List<ConnectorSpec> connectors(String text) {
    Section whole = Section.whole(name, YamlReader.read(name, text)).onlyKeys(FILE_KEYS);
    Optional<String> tenant = whole.optionalText("tenant");
    Section connectors = whole.section("connectors");
    List<ConnectorSpec> specs = new ArrayList<>();
    Set<ConnectorId> seen = new HashSet<>();
    for (String key : connectors.keys()) {
      if (key.isBlank()) {
        throw connectors.fault(key, "a connector's name is empty");
      }
      Section section = connectors.section(key).onlyKeys(CONNECTOR_KEYS);
      ConnectorSpec spec = connector(id(section, key, tenant), section);
      if (!seen.add(spec.id())) {
        throw connectors.fault(key, "connector " + spec.id() + " is defined twice");
      }
      specs.add(spec);
    }
    if (specs.isEmpty()) {
      throw whole.fault("connectors", "is empty");
    }
    return List.copyOf(specs);
  }

  private static ConnectorId id(Section section, String connector, Optional<String> fileTenant) {
    String tenant =
        section
            .optionalText("tenant")
            .or(() -> fileTenant)
            .orElseThrow(
                () -> section.fault("tenant", "is missing, here and at the top of the file"));
    return section.checked("tenant", text -> new ConnectorId(text, connector), tenant);
  }

  private ConnectorSpec connector(ConnectorId id, Section section) {
    AuthMode authMode =
        section.choice(
            "authMode",
            Map.of("shared", AuthMode.SHARED, "per-user", AuthMode.PER_USER),
            AuthMode.SHARED);
    GrantType grantType = grantType(section, authMode);
    Optional<String> issuer = section.endpoint("issuer").map(URI::toString);
    if (issuer.isEmpty()) {
      if (grantType == GrantType.AUTHORIZATION_CODE) {
        section.text("authorizationEndpoint");
      }
      section.text("tokenEndpoint");
    }
    Optional<SecretReference> secret = clientSecret(section);
    return new ConnectorSpec(
        id,
        authMode,
        grantType,
        issuer,
        section.endpoint("authorizationEndpoint"),
        section.endpoint("tokenEndpoint"),
        section.endpoint("revocationEndpoint"),
        section.text("clientId"),
        secret,
        authMethod(section, secret.isPresent()),
        scopes(section),
        scopeSeparator(section),
        parameters(section, "authorizationParameters"),
        parameters(section, "tokenParameters"),
        origins(section),
        RefreshKeys.read(section),
        section.choice(
            "revocationScope",
            Map.of("token", RevocationScope.TOKEN, "grant", RevocationScope.GRANT),
            RevocationScope.GRANT),
        !section.isRefused("accountChange", true));
  }

  private static GrantType grantType(Section section, AuthMode authMode) {
    GrantType type =
        section.choice(
            "grantType",
            Map.of(
                "authorization_code", GrantType.AUTHORIZATION_CODE,
                "client_credentials", GrantType.CLIENT_CREDENTIALS),
            GrantType.AUTHORIZATION_CODE);
    if (type == GrantType.CLIENT_CREDENTIALS) {
      if (authMode != AuthMode.SHARED) {
        throw section.fault(
            "grantType",
            "is client_credentials, which goes with authMode: shared only: no user takes part");
      }
      if (!section.has("clientSecret")) {
        throw section.fault(
            "clientSecret", "is missing, grantType: client_credentials lives from it");
      }
      BROWSER_KEYS.stream()
          .filter(section::has)
          .findFirst()
          .ifPresent(
              key -> {
                throw section.fault(
                    key, "goes with grantType: authorization_code only: no browser takes part");
              });
    }
    return type;
  }

  private Optional<SecretReference> clientSecret(Section section) {
    if (!section.has("clientSecret")) {
      return Optional.empty();
    }
    Section reference;
    try {
      reference = section.section("clientSecret");
    } catch (ConnectorFileException e) {
      throw section.fault(
          "clientSecret",
          "a secret is not written into this file: use { file: PATH } or { env: VARIABLE }");
    }
    reference.onlyKeys(Set.of("file", "env"));
    if (reference.has("file") == reference.has("env")) {
      throw section.fault("clientSecret", "needs exactly one of file and env");
    }
    return Optional.of(
        reference.has("file")
            ? new SecretReference.OfFile(
                reference.checked("file", folder::resolve, reference.text("file")))
            : new SecretReference.OfVariable(reference.text("env")));
  }

  private static String authMethod(Section section, boolean hasSecret) {
    String method =
        section.choice(
            "tokenEndpointAuthMethod",
            Map.of(BASIC, BASIC, POST, POST, NONE, NONE),
            hasSecret ? BASIC : NONE);
    if (hasSecret == method.equals(NONE)) {
      throw section.fault(
          "tokenEndpointAuthMethod",
          hasSecret
              ? "is none, but there is a clientSecret"
              : "is " + method + ", but there is no clientSecret");
    }
    return method;
  }

  private static List<String> scopes(Section section) {
    List<String> scopes = section.texts("scopes");
    if (new HashSet<>(scopes).size() != scopes.size()) {
      throw section.fault("scopes", "names a scope twice");
    }
    return scopes;
  }

  private static String scopeSeparator(Section section) {
    String separator = section.optionalText("scopeSeparator").orElse(" ");
    if (separator.length() != 1) {
      throw section.fault("scopeSeparator", "has to be one character");
    }
    return separator;
  }

  private static Map<String, String> parameters(Section section, String key) {
    Map<String, String> parameters = section.textMap(key);
    parameters.keySet().stream()
        .filter(RESERVED_PARAMETERS::contains)
        .findFirst()
        .ifPresent(
            reserved -> {
              throw section.fault(key, reserved + " is set by the system itself");
            });
    return parameters;
  }

  private static List<String> origins(Section section) {
    List<String> origins = section.texts("allowedReturnOrigins");
    for (String origin : origins) {
      URI uri = section.checked("allowedReturnOrigins", URI::create, origin);
      if (!Endpoints.isOrigin(uri)) {
        throw section.fault(
            "allowedReturnOrigins",
            "has to list origins such as https://app.example.com (https, or http on loopback; no"
                + " path), not "
                + origin);
      }
    }
    return origins;
  }
}
