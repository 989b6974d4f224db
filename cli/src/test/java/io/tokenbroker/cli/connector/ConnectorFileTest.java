// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.key.ConnectorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectorFileTest {
  private static final String MINIMAL =
      """
      tenant: acme
      connectors:
        github:
          authorizationEndpoint: https://github.com/login/oauth/authorize
          tokenEndpoint: https://github.com/login/oauth/access_token
          clientId: Iv1.abc
      """;

  private static final String CLIENT_CREDENTIALS =
      """
      tenant: acme
      connectors:
        billing:
          grantType: client_credentials
          issuer: https://id.example.com
          clientId: a
          clientSecret: { env: SECRET }
      """;

  private Path folder;

  @BeforeEach
  void useFolder(@TempDir Path temporary) {
    folder = temporary;
  }

  @Test
  void everyKeyIsRead() {
    List<ConnectorSpec> specs =
        read(
            """
            tenant: acme
            connectors:
              github:
                authMode: per-user
                issuer: https://github.com/login/oauth
                authorizationEndpoint: https://github.com/login/oauth/authorize
                tokenEndpoint: https://github.com/login/oauth/access_token
                revocationEndpoint: https://api.github.com/revoke
                clientId: Iv1.abc
                clientSecret: { file: secrets/github }
                tokenEndpointAuthMethod: client_secret_post
                scopes: [repo, "read:user"]
                scopeSeparator: ","
                authorizationParameters: { prompt: consent }
                tokenParameters: { audience: api }
                allowedReturnOrigins: ["https://app.example.com", "http://localhost:3000"]
                defaultLifetime: 90s
                refreshMargin: 5m
                refreshReplay: grace
                refreshReplayGrace: 30s
                revocationScope: token
                refreshPolicy: on-demand
                earlyRefresh: refused
                expiresInUnit: milliseconds
                refreshTokenLifetime: 60d
                grantLifetime: 365d
                reauthorizationNotice: 14d
                accountChange: allowed
              slack:
                tenant: other
                authorizationEndpoint: http://localhost:8080/authorize
                tokenEndpoint: http://127.0.0.1:8080/token
                clientId: "123"
                clientSecret: { env: SLACK_SECRET }
            """);

    assertThat(specs)
        .containsExactly(
            new ConnectorSpec(
                new ConnectorId("acme", "github"),
                AuthMode.PER_USER,
                GrantType.AUTHORIZATION_CODE,
                Optional.of("https://github.com/login/oauth"),
                Optional.of(URI.create("https://github.com/login/oauth/authorize")),
                Optional.of(URI.create("https://github.com/login/oauth/access_token")),
                Optional.of(URI.create("https://api.github.com/revoke")),
                "Iv1.abc",
                Optional.of(new SecretReference.OfFile(folder.resolve("secrets/github"))),
                "client_secret_post",
                List.of("repo", "read:user"),
                ",",
                Map.of("prompt", "consent"),
                Map.of("audience", "api"),
                List.of("https://app.example.com", "http://localhost:3000"),
                new RefreshProfile(
                    RefreshPolicy.ON_DEMAND,
                    Optional.of(Duration.ofSeconds(90)),
                    Optional.of(Duration.ofMinutes(5)),
                    true,
                    LifetimeUnit.MILLISECONDS,
                    Optional.of(Duration.ofDays(60)),
                    Optional.of(Duration.ofDays(365)),
                    Optional.of(Duration.ofDays(14)),
                    RefreshReplay.GRACE,
                    Optional.of(Duration.ofSeconds(30))),
                RevocationScope.TOKEN,
                true),
            new ConnectorSpec(
                new ConnectorId("other", "slack"),
                AuthMode.SHARED,
                GrantType.AUTHORIZATION_CODE,
                Optional.empty(),
                Optional.of(URI.create("http://localhost:8080/authorize")),
                Optional.of(URI.create("http://127.0.0.1:8080/token")),
                Optional.empty(),
                "123",
                Optional.of(new SecretReference.OfVariable("SLACK_SECRET")),
                "client_secret_basic",
                List.of(),
                " ",
                Map.of(),
                Map.of(),
                List.of(),
                RefreshProfile.DEFAULTS,
                RevocationScope.GRANT,
                false));
  }

  @Test
  void aConnectorWithoutSecretIsAPublicClient() {
    assertThat(read(MINIMAL))
        .singleElement()
        .satisfies(
            spec -> {
              assertThat(spec.clientSecret()).isEmpty();
              assertThat(spec.tokenEndpointAuthMethod()).isEqualTo("none");
              assertThat(spec.authMode()).isEqualTo(AuthMode.SHARED);
            });
  }

  @Test
  void anIssuerStandsForTheEndpoints() {
    assertThat(
            read(
                """
                tenant: acme
                connectors:
                  kc:
                    issuer: https://id.example.com/realms/acme
                    clientId: a
                """))
        .singleElement()
        .satisfies(spec -> assertThat(spec.needsDiscovery()).isTrue());
  }

  @Test
  void clientCredentialsNeedNeitherBrowserNorAuthorizationEndpoint() {
    assertThat(
            read(
                """
                tenant: acme
                connectors:
                  billing:
                    grantType: client_credentials
                    tokenEndpoint: https://id.example.com/token
                    clientId: a
                    clientSecret: { env: SECRET }
                """))
        .singleElement()
        .satisfies(
            spec -> {
              assertThat(spec.grantType()).isEqualTo(GrantType.CLIENT_CREDENTIALS);
              assertThat(spec.authMode()).isEqualTo(AuthMode.SHARED);
              assertThat(spec.authorizationEndpoint()).isEmpty();
              assertThat(spec.needsDiscovery()).isFalse();
            });
  }

  @Test
  void anIssuerStandsForTheTokenEndpointOfClientCredentials() {
    assertThat(read(CLIENT_CREDENTIALS))
        .singleElement()
        .satisfies(spec -> assertThat(spec.needsDiscovery()).isTrue());
  }

  static Stream<Arguments> faultsOfClientCredentials() {
    return Stream.of(
        Arguments.of("authMode: per-user", "grantType: is client_credentials, which goes with"),
        Arguments.of(
            "authorizationEndpoint: https://x.example", "authorizationEndpoint: goes with"),
        Arguments.of("authorizationParameters: { a: b }", "authorizationParameters: goes with"),
        Arguments.of(
            "allowedReturnOrigins: ['https://x.example']", "allowedReturnOrigins: goes with"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfClientCredentials")
  void whatABrowserIsNeededForIsRefusedWithClientCredentials(String line, String message) {
    assertRefused(CLIENT_CREDENTIALS + "    " + line + "\n", message)
        .withMessageMatching("(?s).*connectors\\.yaml:\\d+: .*");
  }

  @Test
  void clientCredentialsWithoutASecretAreRefused() {
    assertRefused(
        MINIMAL + "    grantType: client_credentials\n",
        "clientSecret: is missing, grantType: client_credentials lives from it");
  }

  static Stream<Arguments> faultsOfAConnector() {
    return Stream.of(
        Arguments.of("tokenEndpont: https://x.example", "unknown key; did you mean tokenEndpoint?"),
        Arguments.of("zzzzzzzzzz: 1", "connectors.github.zzzzzzzzzz: unknown key"),
        Arguments.of("clientSecret: hunter2", "use { file: PATH } or { env: VARIABLE }"),
        Arguments.of("clientSecret: [hunter2]", "use { file: PATH } or { env: VARIABLE }"),
        Arguments.of(
            "clientSecret: { value: hunter2 }",
            "connectors.github.clientSecret.value: unknown key"),
        Arguments.of("clientSecret: { file: a, env: B }", "exactly one of file and env"),
        Arguments.of("clientSecret: { }", "exactly one of file and env"),
        Arguments.of(
            "clientSecret: { env: 5 }", "clientSecret.env: has to be a text, but is a number"),
        Arguments.of("tokenEndpointAuthMethod: client_secret_post", "but there is no clientSecret"),
        Arguments.of("tokenEndpointAuthMethod: private_key_jwt", "has to be one of"),
        Arguments.of(
            "clientSecret: { env: A }\n    tokenEndpointAuthMethod: none",
            "but there is a clientSecret"),
        Arguments.of("authMode: per_user", "did you mean per-user?"),
        Arguments.of(
            "authMode: true", "authMode: has to be a text, but is true or false: put it in quotes"),
        Arguments.of("scopes: repo", "scopes: has to be a list of texts, but is a text"),
        Arguments.of("scopes: [1]", "one is a number"),
        Arguments.of("scopes: [a, a]", "names a scope twice"),
        Arguments.of("scopeSeparator: ''", "has to be one character"),
        Arguments.of("scopeSeparator: ', '", "has to be one character"),
        Arguments.of("authorizationParameters: [a]", "has to be a mapping, but is a list"),
        Arguments.of("authorizationParameters: { state: x }", "state is set by the system itself"),
        Arguments.of(
            "tokenParameters: { grant_type: x }", "grant_type is set by the system itself"),
        Arguments.of("tokenParameters: { a: 1 }", "tokenParameters.a: has to be a text"),
        Arguments.of("revocationEndpoint: http://x.example/r", "has to be https"),
        Arguments.of("revocationEndpoint: http://localhost.evil.example/r", "has to be https"),
        Arguments.of("revocationEndpoint: ftp://localhost/r", "has to be https"),
        Arguments.of("revocationEndpoint: /r", "is not an absolute URL"),
        Arguments.of("revocationEndpoint: 'https://a b'", "is not a URL"),
        Arguments.of("revocationEndpoint: https://u:p@x.example", "must not hold a user"),
        Arguments.of("revocationEndpoint: 'https://x.example/#f'", "must not hold a fragment"),
        Arguments.of("issuer: http://id.example.com", "has to be https"),
        Arguments.of("allowedReturnOrigins: ['https://a.example/path']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['http://a.example']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['*']", "has to list origins"),
        Arguments.of(
            "allowedReturnOrigins: ['https://a b']", "allowedReturnOrigins: Illegal character"),
        Arguments.of("defaultLifetime: 3600", "put it in quotes"),
        Arguments.of("defaultLifetime: 1 hour", "looks like 90s, 10m, 1h or 30d"),
        Arguments.of("defaultLifetime: 0s", "looks like 90s, 10m, 1h or 30d"),
        Arguments.of("refreshReplay: grace", "refreshReplayGrace: is missing"),
        Arguments.of("refreshReplayGrace: 30s", "goes with refreshReplay: grace only"),
        Arguments.of("refreshReplay: always", "has to be one of grace, never, safe"),
        Arguments.of("revocationScope: all", "has to be one of grant, token"),
        Arguments.of(
            "grantType: password", "has to be one of authorization_code, client_credentials"),
        Arguments.of("refreshPolicy: on_demand", "did you mean on-demand?"),
        Arguments.of("earlyRefresh: refused", "but there is no refreshMargin"),
        Arguments.of("earlyRefresh: never", "has to be one of allowed, refused"),
        Arguments.of("accountChange: 'yes'", "has to be one of allowed, refused"),
        Arguments.of("expiresInUnit: minutes", "has to be one of milliseconds, seconds"),
        Arguments.of("refreshTokenLifetime: 60", "put it in quotes"),
        Arguments.of("grantLifetime: 1y", "looks like 90s, 10m, 1h or 30d"),
        Arguments.of("reauthorizationNotice: 0d", "looks like 90s, 10m, 1h or 30d"),
        Arguments.of("clientId: again", "clientId: given twice"),
        Arguments.of("tenant: ''", "tenant: is empty"),
        Arguments.of("refreshMargin:", "refreshMargin: has to be a text, but is nothing"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfAConnector")
  void aFaultIsRefusedWithFileLineAndKey(String line, String message) {
    assertRefused(MINIMAL + "    " + line + "\n", message)
        .withMessageMatching("(?s).*connectors\\.yaml:\\d+: .*")
        .withMessageNotContaining("hunter2");
  }

  static Stream<Arguments> faultyFiles() {
    return Stream.of(
        Arguments.of("", "the file is empty"),
        Arguments.of("[a]", "a connector file is a mapping, not a list"),
        Arguments.of("tenant: a", "connectors: is missing"),
        Arguments.of("tenant: a\nconnectors: {}", "connectors: is empty"),
        Arguments.of("tenant: a\nconnector: {}", "did you mean connectors?"),
        Arguments.of("tenant: a\nconnectors:\n  x: 1", "x: has to be a mapping, but is a number"),
        Arguments.of("tenant: a\nconnectors:\n  '': {}", "a connector's name is empty"),
        Arguments.of("tenant: a\nconnectors:\n  x: {}\n  x: {}", ":4: x: given twice"),
        Arguments.of("connectors:\n  x: {clientId: a}", "tenant: is missing, here and at the top"),
        Arguments.of(
            "tenant: a\nconnectors:\n  x: {clientId: a}",
            "connectors.x.authorizationEndpoint: is missing"),
        Arguments.of(
            "{tenant: a, connectors: {x: {clientId: a, authorizationEndpoint: 'https://x.y'}}}",
            "connectors.x.tokenEndpoint: is missing"),
        Arguments.of(
            "tenant: a\nconnectors:\n  x: {issuer: 'https://x.example'}", "clientId: is missing"),
        Arguments.of("tenant: a\nconnectors: &c\n  x: *c", "aliases are not supported"),
        Arguments.of("tenant: a\n---\ntenant: b", "a second document"),
        Arguments.of("tenant: [a", "not YAML"),
        Arguments.of("a: ".repeat(3) + "b", "not YAML"),
        Arguments.of("a: " + "[".repeat(40) + "]".repeat(40), "nested deeper than"));
  }

  @ParameterizedTest
  @MethodSource("faultyFiles")
  void aFileThatIsNoConnectorFileIsRefused(String text, String message) {
    assertRefused(text, message);
  }

  @Test
  void aTenantsNameIsCheckedAsThatOfAKey() {
    assertRefused(MINIMAL.replace("acme", "x".repeat(256)), "tenant is longer than 255 bytes");
  }

  @Test
  void theLineIsThatOfTheFault() {
    assertRefused(
        MINIMAL + "    clientIdd: x\n", "connectors.yaml:7: connectors.github.clientIdd:");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    assertThatExceptionOfType(ConnectorFileException.class)
        .isThrownBy(() -> ConnectorFile.read(folder.resolve("missing.yaml")))
        .withMessageContaining("missing.yaml: could not be read: NoSuchFileException");
  }

  private ThrowableAssertAlternative<ConnectorFileException> assertRefused(
      String text, String message) {
    return assertThatExceptionOfType(ConnectorFileException.class)
        .isThrownBy(() -> read(text))
        .withMessageContaining(message);
  }

  private List<ConnectorSpec> read(String text) {
    try {
      return ConnectorFile.read(Files.writeString(folder.resolve("connectors.yaml"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
