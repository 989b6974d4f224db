// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.provider.ProfileName;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.Verification;
import io.tokenbroker.cli.yaml.FaultyFileException;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.Pkce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectorFromProfileTest {
  private static final String PROFILE =
      """
      provider: desk
      title: Desk
      documentation: https://desk.example/docs
      verification: unverified
      variables:
        subdomain: { description: The part before .desk.example, pattern: "[a-z0-9./-]+", example: acme }
        region: { description: Region, pattern: "eu|us", default: eu }
      authorizationEndpoint: https://{subdomain}.desk.example/authorize
      tokenEndpoint: https://{subdomain}.desk.example/{region}/token
      tokenEndpointAuthMethod: client_secret_basic
      basicCredentialsEncoding: none
      scopes: [read, write]
      pkce: off
      authorizationParameters: { access: offline, prompt: consent }
      """;

  private Path folder;

  @BeforeEach
  void writeProfile(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Files.writeString(folder.resolve("desk.yaml"), PROFILE);
  }

  @Test
  void aConnectorIsItsProfileWithItsOwnKeysOverIt() {
    ConnectorSpec spec =
        read(
            """
            variables: { subdomain: acme }
            clientSecret: { env: SECRET }
            scopes: [admin]
            authorizationParameters: { prompt: none, hint: a }
            """);

    Provider provider = spec.provider();
    assertThat(provider.profile()).contains(new ProfileName("desk", Verification.UNVERIFIED));
    assertThat(provider.endpoints().authorization())
        .hasToString("Optional[https://acme.desk.example/authorize]");
    assertThat(provider.endpoints().token())
        .as("a variable has its default")
        .hasToString("Optional[https://acme.desk.example/eu/token]");
    assertThat(provider.scopes().byDefault()).as("lists are replaced").containsExactly("admin");
    assertThat(provider.authorization().parameters())
        .as("maps are merged entry by entry")
        .isEqualTo(Map.of("access", "offline", "prompt", "none", "hint", "a"));
    assertThat(provider.authorization().pkce()).isEqualTo(Pkce.OFF);
  }

  @Test
  void aConnectorMayChooseOtherwiseThanItsProfile() {
    assertThat(
            read("""
            variables: { subdomain: acme }
            clientSecret: { env: SECRET }
            tokenEndpointAuthMethod: client_secret_post
            """)
                .provider()
                .authentication()
                .method())
        .as("the profile's encoding for basic is without effect then")
        .isPresent();
    Provider machine =
        read("""
        variables: { subdomain: acme }
        clientSecret: { env: SECRET }
        grantType: client_credentials
        """)
            .provider();
    assertThat(machine.grantType()).isEqualTo(GrantType.CLIENT_CREDENTIALS);
    assertThat(machine.endpoints().authorization()).isEqualTo(Optional.empty());
  }

  @Test
  void aProfileOfTheCatalogueIsFoundByItsName() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("connectors.yaml"),
            """
            tenant: acme
            connectors:
              github: { provider: github, clientId: a, clientSecret: { env: SECRET } }
            """);

    assertThat(ConnectorFile.read(file))
        .singleElement()
        .satisfies(
            spec ->
                assertThat(spec.provider().endpoints().token())
                    .hasToString("Optional[https://github.com/login/oauth/access_token]"));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("{}", "connectors.yaml:5: connectors.desk.variables: subdomain is missing"),
        Arguments.of("{ subdomian: a }", "variables.subdomian: unknown key; did you mean"),
        Arguments.of("{ subdomain: A }", "variables.subdomain: is A, but has to match"),
        Arguments.of("{ subdomain: a, region: eux }", "is eux, but has to match eu|us"),
        Arguments.of(
            "{ subdomain: evil.example/ }",
            "connectors.yaml:5: connectors.desk.variables.subdomain: variable subdomain can't be"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aVariableThatDoesNotFitIsRefusedInTheConnector(String variables, String message) {
    assertRefused("variables: " + variables + "\nclientSecret: { env: A }\n", message);
  }

  @Test
  void aFaultOfMergedKeysIsSaidAtItsOwnPlace() {
    assertRefused("variables: { subdomain: a }\n", "desk.yaml:10: tokenEndpointAuthMethod: is");
    assertRefused(
        "variables: { subdomain: a }\nclientSecret: { env: A }\nrefreshReplayGrace: 1m\n",
        "connectors.yaml:7: connectors.desk.refreshReplayGrace: goes with");
    assertRefused(
        "variables: { subdomain: a }\ntokenEndpointAuthMethod: none\n", "desk.yaml:13: pkce: is");
  }

  private void assertRefused(String lines, String message) {
    assertThatExceptionOfType(FaultyFileException.class)
        .isThrownBy(() -> read(lines))
        .withMessageContaining(message);
  }

  private ConnectorSpec read(String lines) {
    String connector =
        "tenant: acme\nconnectors:\n  desk:\n    clientId: a\n"
            + lines.indent(4)
            + "    provider: { file: desk.yaml }\n";
    try {
      return ConnectorFile.read(Files.writeString(folder.resolve("connectors.yaml"), connector))
          .get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
