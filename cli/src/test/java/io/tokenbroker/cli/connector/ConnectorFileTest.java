// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.AuthorizationRequests;
import io.tokenbroker.cli.provider.ClientAuthentication;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.ProviderEndpoints.PushedRequests;
import io.tokenbroker.cli.provider.RefreshProfile;
import io.tokenbroker.cli.provider.Requests;
import io.tokenbroker.cli.provider.Responses;
import io.tokenbroker.cli.provider.Revocation;
import io.tokenbroker.cli.provider.Scopes;
import io.tokenbroker.cli.yaml.FaultyFileException;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
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
import org.junit.jupiter.params.provider.CsvSource;
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
                grantType: authorization_code
                issuer: https://github.com/login/oauth
                authorizationEndpoint: https://github.com/login/oauth/authorize
                tokenEndpoint: https://github.com/login/oauth/access_token
                refreshEndpoint: https://github.com/login/oauth/refresh
                pushedAuthorizationRequestEndpoint: https://github.com/login/oauth/par
                pushedAuthorizationRequests: on
                deviceAuthorizationEndpoint: https://github.com/login/device/code
                revocationEndpoint: https://api.github.com/applications/{client_id}/token
                clientId: Iv1.abc
                clientSecret: [{ file: secrets/github }, { env: OLD }]
                tokenEndpointAuthMethod: client_secret_basic
                basicCredentialsEncoding: none
                pkce: off
                responseMode: form_post
                scopes: [repo, "read:user"]
                requiredScopes: [offline]
                scopeSeparator: ","
                resources: ["https://api.example.com"]
                authorizationParameters: { prompt: consent }
                callbackParameters: [realmId]
                tokenParameters: { audience: api }
                refreshParameters: { grant_type: exchange }
                requestHeaders: { X-Api: "1" }
                requestFormat: json
                parameterNames: { client_id: app_id }
                requestsPerMinute: 600
                proofOfPossession: dpop
                responseFields: { access_token: data.0.token | token }
                successField: ok
                successValue: "true"
                responseAttributes: { team_id: team.id }
                errorClasses: { bad_code: reauthorize, http_403: transient }
                allowedReturnOrigins:
                  - https://app.example.com
                  - http://localhost:3000/a/
                  - https://b.example/done?c
                defaultLifetime: 90s
                refreshMargin: 5m
                refreshReplay: grace
                refreshReplayGrace: 30s
                revocationStyle: delete-basic
                revocationTokens: both
                revocationScope: token
                refreshPolicy: on-demand
                earlyRefresh: refused
                expiresInUnit: milliseconds
                refreshTokenLifetime: 60d
                grantLifetime: 365d
                reauthorizationNotice: 14d
                accountChange: allowed
                binding: login
                displayName: GitHub (Cloud)
            """);

    assertThat(specs)
        .containsExactly(
            new ConnectorSpec(
                new ConnectorId("acme", "github"),
                AuthMode.PER_USER,
                everything(),
                new Client(
                    "Iv1.abc",
                    List.of(
                        new SecretReference.Kept(
                            new TextSource.OfFile(folder.resolve("secrets/github"))),
                        new SecretReference.Kept(new TextSource.OfVariable("OLD"))),
                    Optional.empty(),
                    Optional.empty()),
                List.of(
                    "https://app.example.com",
                    "http://localhost:3000/a/",
                    "https://b.example/done?c"),
                true,
                Binding.LOGIN,
                Optional.of("GitHub (Cloud)")));
  }

  private static Provider everything() {
    return new Provider(
        Optional.empty(),
        GrantType.AUTHORIZATION_CODE,
        new ProviderEndpoints(
            Optional.of("https://github.com/login/oauth"),
            Optional.of(URI.create("https://github.com/login/oauth/authorize")),
            Optional.of(URI.create("https://github.com/login/oauth/access_token")),
            Optional.of(URI.create("https://github.com/login/oauth/refresh")),
            Optional.of(URI.create("https://github.com/login/oauth/par")),
            PushedRequests.ON,
            Optional.of(URI.create("https://github.com/login/device/code"))),
        new ClientAuthentication(
            Optional.of(AuthMethod.CLIENT_SECRET_BASIC),
            BasicCredentialsEncoding.NONE,
            Optional.empty(),
            Optional.empty()),
        new Scopes(
            List.of("repo", "read:user"),
            List.of("offline"),
            ",",
            List.of("https://api.example.com")),
        new AuthorizationRequests(
            Pkce.OFF, Optional.of("form_post"), Map.of("prompt", "consent"), List.of("realmId")),
        new Requests(
            Map.of("audience", "api"),
            Map.of("grant_type", "exchange"),
            Map.of("X-Api", "1"),
            RequestFormat.JSON,
            Map.of("client_id", "app_id"),
            Optional.of(600),
            ProofOfPossession.DPOP,
            Optional.empty()),
        new Responses(
            Map.of("access_token", "data.0.token | token"),
            Optional.of(new Responses.Success("ok", "true")),
            Map.of("team_id", "team.id"),
            Map.of("bad_code", "reauthorize", "http_403", "transient")),
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
        new Revocation(
            Optional.of("https://api.github.com/applications/{client_id}/token"),
            RevocationStyle.DELETE_BASIC,
            RevocationTokens.BOTH,
            RevocationScope.TOKEN));
  }

  @Test
  void whatIsNotSaidIsAsTheSpecificationsHaveIt() {
    assertThat(
            read(
                """
                tenant: acme
                connectors:
                  slack:
                    tenant: other
                    authorizationEndpoint: http://localhost:8080/authorize
                    tokenEndpoint: http://127.0.0.1:8080/token
                    clientId: "123"
                    clientSecret: { env: SLACK_SECRET }
                """))
        .containsExactly(
            new ConnectorSpec(
                new ConnectorId("other", "slack"),
                AuthMode.SHARED,
                Provider.standard(
                    GrantType.AUTHORIZATION_CODE,
                    ProviderEndpoints.NONE
                        .withAuthorization(URI.create("http://localhost:8080/authorize"))
                        .withToken(URI.create("http://127.0.0.1:8080/token"))),
                Client.with(
                    "123", new SecretReference.Kept(new TextSource.OfVariable("SLACK_SECRET"))),
                List.of(),
                false,
                Binding.CONFIRM,
                Optional.empty()));
  }

  @Test
  void aConnectorWithoutSecretIsAPublicClient() {
    assertThat(read(MINIMAL))
        .singleElement()
        .satisfies(
            spec -> {
              assertThat(spec.client().secrets()).isEmpty();
              assertThat(spec.authMethod()).isEqualTo(AuthMethod.NONE);
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
              assertThat(spec.provider().grantType()).isEqualTo(GrantType.CLIENT_CREDENTIALS);
              assertThat(spec.authMode()).isEqualTo(AuthMode.SHARED);
              assertThat(spec.provider().endpoints().authorization()).isEmpty();
              assertThat(spec.needsDiscovery()).isFalse();
            });
  }

  @Test
  void anIssuerStandsForTheTokenEndpointOfClientCredentials() {
    assertThat(read(CLIENT_CREDENTIALS))
        .singleElement()
        .satisfies(spec -> assertThat(spec.needsDiscovery()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({"confirm, CONFIRM", "login, LOGIN", "link, LINK"})
  void aPersonalGrantIsBoundAsTheConnectorSays(String word, Binding binding) {
    assertThat(read(MINIMAL + "    authMode: per-user\n    binding: " + word + "\n"))
        .singleElement()
        .satisfies(spec -> assertThat(spec.binding()).isEqualTo(binding));
  }

  @Test
  void aPersonalGrantIsConfirmedUnlessTheConnectorSaysOtherwise() {
    assertThat(read(MINIMAL + "    authMode: per-user\n"))
        .singleElement()
        .satisfies(
            spec -> {
              assertThat(spec.binding()).isEqualTo(Binding.CONFIRM);
              assertThat(spec.displayName()).isEmpty();
            });
  }

  static Stream<Arguments> faultsOfClientCredentials() {
    return Stream.of(
        Arguments.of("authMode: per-user", "grantType: is client_credentials, which goes with"),
        Arguments.of(
            "authorizationEndpoint: https://x.example", "authorizationEndpoint: goes with"),
        Arguments.of("authorizationParameters: { a: b }", "authorizationParameters: goes with"),
        Arguments.of(
            "deviceAuthorizationEndpoint: https://x.example/d",
            "deviceAuthorizationEndpoint: goes"),
        Arguments.of("binding: confirm", "binding: goes with authMode: per-user and"),
        Arguments.of("pkce: S256", "pkce: goes with grantType: authorization_code only"),
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
        CLIENT_CREDENTIALS.replace("clientSecret: { env: SECRET }", "authMode: shared"),
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
        Arguments.of("tokenEndpointAuthMethod: private_key", "did you mean private_key_jwt?"),
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
        Arguments.of("allowedReturnOrigins: ['https://a.example/']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['https://a.example/a/../b']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['https://a.example/%2e%2e/b']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['https://a.example/a/?b']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['https://a.example?b']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['https://a.example/a#b']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['https://u@a.example/a']", "has to list origins"),
        Arguments.of("allowedReturnOrigins: ['http://a.example/a']", "has to list origins"),
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
        Arguments.of("binding: link", "binding: goes with authMode: per-user and"),
        Arguments.of(
            "authMode: per-user\n    binding: none", "has to be one of confirm, link, login"),
        Arguments.of("displayName: ''", "displayName: is empty"),
        Arguments.of("displayName: \"a\\nb\"", "displayName: has to be one line of at most 64"),
        Arguments.of("displayName: " + "n".repeat(65), "displayName: has to be one line"),
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

  static Stream<Arguments> contradictions() {
    String secret = "clientSecret: { env: A }\n    ";
    String endpoint = "revocationEndpoint: https://x.example/r\n    ";
    return Stream.of(
        Arguments.of(
            "tokenEndpointAuthMethod: private_key_jwt",
            "tokenEndpointAuthMethod: is private_key_jwt, but there is no clientKey"),
        Arguments.of(
            "tokenEndpointAuthMethod: client_secret_jwt",
            "is client_secret_jwt, but there is no clientSecret"),
        Arguments.of(
            "tokenEndpointAuthMethod: tls_client_auth\n    clientKey: { env: K }",
            "is tls_client_auth, but there is no clientCertificate"),
        Arguments.of(
            "tokenEndpointAuthMethod: tls_client_auth\n    clientCertificate: { env: K }",
            "is tls_client_auth, but there is no clientKey"),
        Arguments.of(secret + "clientKey: { env: K }", "clientKey: goes with private_key_jwt"),
        Arguments.of(
            secret + "clientCertificate: { env: K }", "clientCertificate: goes with tls_client"),
        Arguments.of("clientKey: hunter2", "clientKey: it is not written into this file"),
        Arguments.of("clientSecret: [{ env: A }, { env: B }, { env: C }]", "a list of two"),
        Arguments.of("clientSecret: [{ env: A }, hunter2]", "is not written into this file"),
        Arguments.of("pkce: off", "pkce: is off for a client without a secret"),
        Arguments.of(
            "tokenEndpointAuthMethod: none\n    pkce: off", "pkce: is off with tokenEndpointAuth"),
        Arguments.of("pkce: plain", "has to be one of S256, off"),
        Arguments.of(
            secret
                + "tokenEndpointAuthMethod: client_secret_post\n"
                + "    basicCredentialsEncoding: none",
            "basicCredentialsEncoding: goes with client_secret_basic"),
        Arguments.of(
            secret + "clientAssertionAlgorithm: HS256", "goes with client_secret_jwt and private"),
        Arguments.of(
            secret
                + "tokenEndpointAuthMethod: client_secret_jwt\n"
                + "    clientAssertionAlgorithm: RS256",
            "client_secret_jwt takes one of HS256"),
        Arguments.of("successValue: ok", "successValue: is without successField"),
        Arguments.of("successField: ok", "successField: is without successValue"),
        Arguments.of("successValue: 0", "put it in quotes"),
        Arguments.of("revocationStyle: post-bearer", "is without revocationEndpoint"),
        Arguments.of("revocationTokens: both", "is without revocationEndpoint"),
        Arguments.of(
            endpoint + "revocationStyle: delete-path", "revocationEndpoint: revocationStyle"),
        Arguments.of(
            "revocationEndpoint: https://x.example/{token}", "goes with revocationStyle: delete"),
        Arguments.of(
            "revocationEndpoint: 'https://x.example/?t={token}'\n    revocationStyle: delete-path",
            "needs {token} in the endpoint's path"),
        Arguments.of("revocationEndpoint: https://x.example/{tokn}", "is not a URL"),
        Arguments.of(
            endpoint + "revocationStyle: delete-basic", "delete-basic, which sends client id"),
        Arguments.of(
            "revocationEndpoint: 'https://x{token}.example/{token}'\n"
                + "    revocationStyle: delete-path",
            "needs {token} in the endpoint's path"),
        Arguments.of(
            endpoint
                + secret
                + "clientKey: { env: K }\n"
                + "    tokenEndpointAuthMethod: private_key_jwt\n"
                + "    revocationStyle: delete-basic",
            "is private_key_jwt, but there is a clientSecret"),
        Arguments.of(
            "deviceAuthorizationEndpoint: https://0177.0.0.1/d", "has a host that is read as"),
        Arguments.of(
            "deviceAuthorizationEndpoint: https://2130706433/d", "has a host that is read as"),
        Arguments.of(
            "deviceAuthorizationEndpoint: https://0x7f000001/d", "has a host that is read as"),
        Arguments.of(
            "deviceAuthorizationEndpoint: 'https://[::1%25lo]/d'", "has a host that is read as"),
        Arguments.of("deviceAuthorizationEndpoint: https://x.example./d", "or ends in a dot"),
        Arguments.of("deviceAuthorizationEndpoint: https://x.example:99999/d", "has a port that"),
        Arguments.of("deviceAuthorizationEndpoint: https://x.example:0/d", "has a port that is"),
        Arguments.of("deviceAuthorizationEndpoint: https://x.example/\u00e9", "percent-encoded"),
        Arguments.of(
            "parameterNames: { client_id: app, code: app }",
            "parameterNames: calls both client_id and code app"),
        Arguments.of(
            "parameterNames: { code_verifier: client_secret }",
            "calls both client_secret and code_verifier client_secret"),
        Arguments.of(
            "pushedAuthorizationRequests: on", "is on, but there is neither pushedAuthorization"),
        Arguments.of("refreshEndpoint: https://x.example/r", "has another origin than the token"),
        Arguments.of("responseFields: { acces_token: a }", "did you mean access_token?"),
        Arguments.of("parameterNames: { client: a }", "parameterNames.client: unknown name"),
        Arguments.of("parameterNames: { client_id: 'a b' }", "is no parameter name"),
        Arguments.of("parameterNames: { code_challenge: state }", "both state and code_challenge"),
        Arguments.of("parameterNames: { state: code }", "both state and code code"),
        Arguments.of("parameterNames: { code: x, code_verifier: x }", "both code and code_veri"),
        Arguments.of("parameterNames: { token: client_id }", "both token and client_id"),
        Arguments.of(
            "parameterNames: { code: auth_code }\n    callbackParameters: [auth_code]",
            "callbackParameters: auth_code is this provider's name of code"),
        Arguments.of("errorClasses: { a: permanent }", "has to be one of configuration, re"),
        Arguments.of("errorClasses: { http_9: transient }", "looks like http_403"),
        Arguments.of("responseFields: { scope: a..b }", "a path looks like"),
        Arguments.of("responseFields: { scope: 'a |b' }", "a path looks like"),
        Arguments.of("responseAttributes: { 'a b': c }", "is no attribute name"),
        Arguments.of("successField: .a\n    successValue: a", "a path looks like"),
        Arguments.of("refreshParameters: { refresh_token: a }", "refresh_token: refresh_token is"),
        Arguments.of("refreshParameters: { code_verifier: a }", "is set by the system itself"),
        Arguments.of("tokenParameters: { client_secret: a }", "is set by the system itself"),
        Arguments.of("authorizationParameters: { request: a }", "take the place of all other"),
        Arguments.of("authorizationParameters: { response_mode: a }", "use the key responseMode"),
        Arguments.of(
            "parameterNames: { client_id: app_id }\n    tokenParameters: { app_id: x }",
            "tokenParameters.app_id: is this provider's name of client_id"),
        Arguments.of("requestHeaders: { 'X Y': a }", "is no header name"),
        Arguments.of("requestHeaders: { authorization: a }", "is set by the system itself"),
        Arguments.of("requestHeaders: { DPoP: a }", "is set by the system itself"),
        Arguments.of("requestHeaders: { Cookie: a }", "is set by the system itself"),
        Arguments.of("requestHeaders: { X: \"a\\r\\nHost: b\" }", "is no header value"),
        Arguments.of("requestsPerMinute: 0", "a whole number from 1 to 1000000"),
        Arguments.of("requestsPerMinute: 1000001", "a whole number from 1 to 1000000"),
        Arguments.of("requestsPerMinute: 1.5", "a whole number from 1 to 1000000"),
        Arguments.of("requestsPerMinute: '600'", "has to be a number, but is a text"),
        Arguments.of("requiredScopes: ['a b']", "holds 'a b' with the scope separator"),
        Arguments.of("resources: [api]", "api: is not an absolute URI"),
        Arguments.of("callbackParameters: [state]", "is read by the system itself"),
        Arguments.of("subjectTokenType: a", "goes with grantType: token_exchange only"),
        Arguments.of("responseMode: fragment", "has to be one of form_post, query"),
        Arguments.of("provider: githb", "there is no provider githb in the catalogue"),
        Arguments.of("variables: { a: b }", "variables: go with a profile"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contradictions")
  void whatDoesNotGoTogetherIsRefusedWithFileLineAndKey(String lines, String message) {
    assertRefused(MINIMAL + "    " + lines + "\n", message)
        .withMessageMatching("(?s).*connectors\\.yaml:\\d+: connectors\\.github\\..*")
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
        Arguments.of("tenant: a\nconnectors:\n  x: {}\n  x: {}", ":4: connectors.x: given twice"),
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
    assertThatExceptionOfType(FaultyFileException.class)
        .isThrownBy(() -> ConnectorFile.read(folder.resolve("missing.yaml")))
        .withMessageContaining("missing.yaml: could not be read: there is no such file");
  }

  private ThrowableAssertAlternative<FaultyFileException> assertRefused(
      String text, String message) {
    return assertThatExceptionOfType(FaultyFileException.class)
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
