// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointRequestTest {
  private static final Effect.Call EXCHANGE =
      new Effect.Exchange(
          Secret.of("the code"), Secret.of("verifier"), "https://gw.example/oauth/callback/crm");
  private static final Effect.Call REFRESH = new Effect.Refresh(Secret.of("r+1"));

  @Test
  void anExchangeRepeatsTheRedirectUriAndProvesTheVerifier() {
    TokenEndpointRequest request = request(connector(), Optional.of("s"), EXCHANGE);

    assertThat(request.endpoint()).hasToString("https://provider.example/token");
    assertThat(body(request))
        .isEqualTo(
            "grant_type=authorization_code&code=the+code"
                + "&redirect_uri=https%3A%2F%2Fgw.example%2Foauth%2Fcallback%2Fcrm"
                + "&code_verifier=verifier");
  }

  @Test
  void theClientsOwnCredentialsAskForTheConnectorsScopesAndSendNoOtherToken() {
    TokenEndpointRequest request =
        request(connector().setScopes(List.of("read", "write:all")), Optional.of("s"), client());

    assertThat(request.endpoint()).hasToString("https://provider.example/token");
    assertThat(request.headers())
        .containsEntry("Authorization", Secret.of("Basic Y2xpZW50LTE6cw=="));
    assertThat(body(request)).isEqualTo("grant_type=client_credentials&scope=read+write%3Aall");
  }

  @Test
  void theClientsOwnCredentialsAskForTheScopesOfTheCommandWhereItNamesAny() {
    ConnectorDefined.Builder connector = connector().setScopes(List.of("read", "write"));

    assertThat(body(request(connector, Optional.of("s"), client("admin", "audit"))))
        .isEqualTo("grant_type=client_credentials&scope=admin+audit");
  }

  @Test
  void scopesAreJoinedByTheConnectorsSeparator() {
    ConnectorDefined.Builder connector =
        connector().setScopes(List.of("read", "write")).setScopeSeparator(",");

    assertThat(body(request(connector, Optional.of("s"), client())))
        .isEqualTo("grant_type=client_credentials&scope=read%2Cwrite");
    assertThat(body(request(connector, Optional.of("s"), client("admin", "audit"))))
        .isEqualTo("grant_type=client_credentials&scope=admin%2Caudit");
  }

  @Test
  void withoutScopesNoneAreAskedFor() {
    assertThat(body(request(connector(), Optional.of("s"), client())))
        .isEqualTo("grant_type=client_credentials");
  }

  @Test
  void theClientsOwnCredentialsMayStandInTheBody() {
    ConnectorDefined.Builder posted = connector().setTokenEndpointAuthMethod("client_secret_post");

    assertThat(body(request(posted, Optional.of("s"), client())))
        .isEqualTo("grant_type=client_credentials&client_id=client-1&client_secret=s");
  }

  @Test
  void basicCredentialsAreFormEncodedFirst() {
    TokenEndpointRequest request =
        request(connector().setClientId("a:b"), Optional.of("p w%"), REFRESH);

    // base64 of a%3Ab:p+w%25
    assertThat(request.headers())
        .containsEntry("Authorization", Secret.of("Basic YSUzQWI6cCt3JTI1"));
    assertThat(body(request)).isEqualTo("grant_type=refresh_token&refresh_token=r%2B1");
  }

  @Test
  void postedCredentialsStandInTheBodyAndAPublicClientHasOnlyItsId() {
    ConnectorDefined.Builder posted = connector().setTokenEndpointAuthMethod("client_secret_post");
    ConnectorDefined.Builder open = connector().setTokenEndpointAuthMethod("none");

    assertThat(body(request(posted, Optional.of("s"), REFRESH)))
        .endsWith("&client_id=client-1&client_secret=s");
    assertThat(body(request(open, Optional.empty(), REFRESH))).endsWith("&client_id=client-1");
    assertThat(request(open, Optional.empty(), REFRESH).headers())
        .doesNotContainKey("Authorization");
  }

  @Test
  void aConnectorsOwnParametersNeverReplaceTheProtocols() {
    ConnectorDefined.Builder hostile =
        connector().setTokenParameters(Map.of("grant_type", "password", "audience", "api"));

    assertThat(body(request(hostile, Optional.of("s"), REFRESH)))
        .contains("audience=api", "grant_type=refresh_token")
        .doesNotContain("password");
  }

  @Test
  void aRevocationNamesTheKindOfToken() {
    TokenEndpointRequest request =
        request(connector(), Optional.of("s"), new Effect.Revoke(Secret.of("rt"), true));

    assertThat(request.endpoint()).hasToString("https://provider.example/revoke");
    assertThat(body(request)).isEqualTo("token=rt&token_type_hint=refresh_token");
  }

  @Test
  void withoutARevocationEndpointThereIsNoRevocation() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                request(
                    connector().setRevocationEndpoint(null),
                    Optional.of("s"),
                    new Effect.Revoke(Secret.of("rt"), true)));
  }

  @Test
  void nothingSecretIsShown() {
    assertThat(request(connector(), Optional.of("s3cret"), EXCHANGE).toString())
        .doesNotContain("s3cret", "the code", "verifier=");
  }

  @Test
  void aProviderThatRefusesPkceGetsNoVerifier() {
    assertThat(body(request(connector().setPkce(Pkce.OFF), Optional.of("s"), EXCHANGE)))
        .isEqualTo(
            "grant_type=authorization_code&code=the+code"
                + "&redirect_uri=https%3A%2F%2Fgw.example%2Foauth%2Fcallback%2Fcrm");
  }

  @Test
  void parametersHaveTheNamesThatTheProviderGivesThem() {
    ConnectorDefined.Builder odd =
        connector()
            .setTokenEndpointAuthMethod("client_secret_post")
            .setRequestFormat(RequestFormat.JSON)
            .setTokenParameters(Map.of("app_id", "somebody else"))
            .setParameterNames(
                Map.of("client_id", "app_id", "client_secret", "secret", "code", "auth_code"));

    assertThat(body(request(odd, Optional.of("s"), EXCHANGE)))
        .isEqualTo(
            "{\"app_id\":\"client-1\",\"grant_type\":\"authorization_code\","
                + "\"auth_code\":\"the code\","
                + "\"redirect_uri\":\"https://gw.example/oauth/callback/crm\","
                + "\"code_verifier\":\"verifier\",\"secret\":\"s\"}");
  }

  @Test
  void aRequestSaysWhatItIsAndWhatItTakes() {
    TokenEndpointRequest form = request(connector(), Optional.of("s"), REFRESH);
    TokenEndpointRequest json =
        request(connector().setRequestFormat(RequestFormat.JSON), Optional.of("s"), REFRESH);

    assertThat(form.method()).isEqualTo(HttpMethod.POST);
    assertThat(form.headers())
        .containsEntry("Accept", Secret.of("application/json"))
        .containsEntry("Content-Type", Secret.of("application/x-www-form-urlencoded"));
    assertThat(json.headers())
        .containsEntry("Content-Type", Secret.of("application/json"))
        .containsEntry("Authorization", Secret.of("Basic Y2xpZW50LTE6cw=="));
    assertThat(body(json))
        .isEqualTo("{\"grant_type\":\"refresh_token\",\"refresh_token\":\"r+1\"}");
  }

  @Test
  void aConnectorMayAddHeadersAndSayWhatItAccepts() {
    TokenEndpointRequest request =
        request(
            connector()
                .setRequestHeaders(
                    Map.of("Notion-Version", "2022-06-28", "accept", "application/vnd.api+json")),
            Optional.of("s"),
            REFRESH);

    assertThat(request.headers())
        .containsEntry("Notion-Version", Secret.of("2022-06-28"))
        .containsEntry("Accept", Secret.of("application/vnd.api+json"));
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Basic eDp5",
    "content-type, text/plain",
    "HOST, elsewhere.example",
    "DPoP, x",
    "Content-Length, 0",
    "'X-Odd: 1', x",
    "X-Odd, 'a\rb'"
  })
  void aConnectorsHeadersNeverReplaceTheProtocols(String name, String value) {
    ConnectorDefined.Builder hostile = connector().setRequestHeaders(Map.of(name, value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(hostile, Optional.of("s"), REFRESH))
        .withMessageContaining("requestHeaders");
  }

  @Test
  void refreshParametersWinOverTokenParametersAndMayNameTheGrant() {
    ConnectorDefined.Builder facebook =
        connector()
            .setTokenEndpointAuthMethod("client_secret_post")
            .setTokenParameters(Map.of("audience", "api", "refresh_token", "another"))
            .setRefreshParameters(Map.of("audience", "all", "grant_type", "fb_exchange_token"))
            .setParameterNames(Map.of("refresh_token", "fb_exchange_token"));

    assertThat(body(request(facebook, Optional.of("s"), REFRESH)).split("&"))
        .containsExactlyInAnyOrder(
            "grant_type=fb_exchange_token",
            "fb_exchange_token=r%2B1",
            "audience=all",
            "refresh_token=another",
            "client_id=client-1",
            "client_secret=s");
    assertThat(body(request(facebook, Optional.of("s"), EXCHANGE)))
        .contains("audience=api", "grant_type=authorization_code");
  }

  @Test
  void refreshParametersNeverReplaceTheRefreshToken() {
    ConnectorDefined.Builder hostile =
        connector().setRefreshParameters(Map.of("refresh_token", "another"));

    assertThat(body(request(hostile, Optional.of("s"), REFRESH)))
        .isEqualTo("grant_type=refresh_token&refresh_token=r%2B1");
  }

  @Test
  void refreshTokensMayHaveAnEndpointOfTheirOwn() {
    ConnectorDefined.Builder figma =
        connector().setRefreshEndpoint("https://provider.example:443/refresh");

    assertThat(request(figma, Optional.of("s"), REFRESH).endpoint())
        .hasToString("https://provider.example:443/refresh");
    assertThat(request(figma, Optional.of("s"), EXCHANGE).endpoint())
        .hasToString("https://provider.example/token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elsewhere.example/refresh",
        "http://provider.example/refresh",
        "https://provider.example:8443/refresh"
      })
  void refreshTokensNeverGoToAnotherOrigin(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> request(connector().setRefreshEndpoint(endpoint), Optional.of("s"), REFRESH))
        .withMessageContaining("origin");
  }

  @Test
  void resourcesAreRepeatedAndInJsonAnArray() {
    ConnectorDefined.Builder two = connector().setResources(List.of("https://a", "https://b"));
    ConnectorDefined.Builder one =
        connector().setResources(List.of("https://a")).setRequestFormat(RequestFormat.JSON);

    assertThat(body(request(two, Optional.of("s"), REFRESH)))
        .isEqualTo(
            "grant_type=refresh_token&refresh_token=r%2B1"
                + "&resource=https%3A%2F%2Fa&resource=https%3A%2F%2Fb");
    assertThat(body(request(one, Optional.of("s"), client())))
        .isEqualTo("{\"grant_type\":\"client_credentials\",\"resource\":[\"https://a\"]}");
  }

  @Test
  void requiredScopesAreAskedForWhateverElseIs() {
    ConnectorDefined.Builder connector =
        connector()
            .setScopes(List.of("read", "offline"))
            .setRequiredScopes(List.of("offline", "openid"));

    assertThat(body(request(connector, Optional.of("s"), client())))
        .endsWith("scope=read+offline+openid");
    assertThat(body(request(connector, Optional.of("s"), client("admin"))))
        .endsWith("scope=admin+offline+openid");
  }

  @Test
  void aTokenIsExchangedForAnother() {
    ConnectorDefined.Builder connector =
        connector().setResources(List.of("https://api")).setScopes(List.of("read"));

    assertThat(body(request(connector, Optional.of("s"), exchangeOf(Optional.empty()))))
        .isEqualTo(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
                + "&subject_token=st"
                + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
                + "&scope=read&resource=https%3A%2F%2Fapi");
    connector.setSubjectTokenType("urn:x:connectors");
    assertThat(body(request(connector, Optional.of("s"), exchangeOf(Optional.empty()))))
        .contains("&subject_token_type=urn%3Ax%3Aconnectors&");
    assertThat(body(request(connector, Optional.of("s"), exchangeOf(Optional.of("urn:x:asked")))))
        .contains("&subject_token_type=urn%3Ax%3Aasked&");
  }

  @Test
  void aDeviceIsAuthorizedAndAsksForItsTokens() {
    ConnectorDefined.Builder connector =
        connector()
            .setTokenEndpointAuthMethod("none")
            .setDeviceAuthorizationEndpoint("https://provider.example/device")
            .setAuthorizationParameters(Map.of("audience", "api"))
            .setTokenParameters(Map.of("only", "tokens"))
            .setScopes(List.of("read"));
    TokenEndpointRequest authorization =
        request(connector, Optional.empty(), new Effect.DeviceAuthorization(List.of()));
    TokenEndpointRequest token =
        request(connector, Optional.empty(), new Effect.DeviceToken(Secret.of("dc")));

    assertThat(authorization.endpoint()).hasToString("https://provider.example/device");
    assertThat(body(authorization)).isEqualTo("audience=api&scope=read&client_id=client-1");
    assertThat(token.endpoint()).hasToString("https://provider.example/token");
    assertThat(body(token))
        .isEqualTo(
            "only=tokens&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                + "&device_code=dc&client_id=client-1");
  }

  @Test
  void aPushedRequestIsTheGatewaysFormWithTheClientsProof() {
    ConnectorDefined.Builder connector =
        connector()
            .setPushedAuthorizationRequestEndpoint("https://provider.example/par")
            .setRequestFormat(RequestFormat.JSON)
            .setTokenEndpointAuthMethod("client_secret_post");
    String form =
        "response_type=code&client_id=client-1&resource=https%3A%2F%2Fa&state=s%2B1"
            + "&resource=https%3A%2F%2Fb&empty=";
    TokenEndpointRequest request =
        request(connector, Optional.of("s"), new Effect.PushAuthorizationRequest(Secret.of(form)));

    assertThat(request.endpoint()).hasToString("https://provider.example/par");
    assertThat(body(request)).isEqualTo(form + "&client_secret=s");
    assertThat(request.secrets()).contains(Secret.of("s+1"), Secret.of("s%2B1"), Secret.of("s"));
  }

  @Test
  void withoutAnEndpointForItACallIsNotMade() {
    for (Effect.Call call :
        List.of(
            new Effect.DeviceAuthorization(List.of()),
            new Effect.PushAuthorizationRequest(Secret.of("a=b")))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> request(connector(), Optional.of("s"), call))
          .withMessageContaining("endpoint");
    }
  }

  @Test
  void everythingSecretIsNamedInEverySpelling() {
    TokenEndpointRequest request =
        request(connector(), Optional.of("p w%\""), new Effect.Refresh(Secret.of("r/1")));

    assertThat(request.secrets())
        .contains(
            Secret.of("r/1"),
            Secret.of("r%2F1"),
            Secret.of("p w%\""),
            Secret.of("p+w%25%22"),
            Secret.of("p w%\\\""),
            Secret.of("Y2xpZW50LTE6cCt3JTI1JTIy"));
  }

  private static Effect.Call exchangeOf(Optional<String> type) {
    return new Effect.TokenExchange(Secret.of("st"), type, List.of());
  }

  private static ConnectorDefined.Builder connector() {
    return SampleConnectors.connector(Optional.empty());
  }

  private static Effect.Call client(String... scopes) {
    return new Effect.ClientCredentials(List.of(scopes));
  }

  private static TokenEndpointRequest request(
      ConnectorDefined.Builder connector, Optional<String> clientSecret, Effect.Call call) {
    ConnectorDefined defined = connector.build();
    ClientAuthentication client =
        ClientMethod.of(defined, clientSecret.map(Secret::of).stream().toList(), Optional.empty())
            .get(0);
    return TokenEndpointRequest.of(defined, client, call, Instant.EPOCH);
  }

  private static String body(TokenEndpointRequest request) {
    return request.body().orElseThrow().reveal(SecretAccess.get());
  }
}
