// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
    assertThat(request.authorization()).contains(Secret.of("Basic Y2xpZW50LTE6cw=="));
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
  void theAnswersLifetimesCountWhatTheConnectorSays() {
    ConnectorDefined.Builder odd = connector().setExpiresInUnit(LifetimeUnit.MILLISECONDS);

    assertThat(request(odd, Optional.of("s"), REFRESH).expiresInUnit())
        .isEqualTo(LifetimeUnit.MILLISECONDS);
    assertThat(request(connector(), Optional.of("s"), REFRESH).expiresInUnit())
        .isEqualTo(LifetimeUnit.SECONDS);
  }

  @Test
  void basicCredentialsAreFormEncodedFirst() {
    TokenEndpointRequest request =
        request(connector().setClientId("a:b"), Optional.of("p w%"), REFRESH);

    // base64 of a%3Ab:p+w%25
    assertThat(request.authorization()).contains(Secret.of("Basic YSUzQWI6cCt3JTI1"));
    assertThat(body(request)).isEqualTo("grant_type=refresh_token&refresh_token=r%2B1");
  }

  @Test
  void postedCredentialsStandInTheBodyAndAPublicClientHasOnlyItsId() {
    ConnectorDefined.Builder posted = connector().setTokenEndpointAuthMethod("client_secret_post");
    ConnectorDefined.Builder open = connector().setTokenEndpointAuthMethod("none");

    assertThat(body(request(posted, Optional.of("s"), REFRESH)))
        .endsWith("&client_id=client-1&client_secret=s");
    assertThat(body(request(open, Optional.empty(), REFRESH))).endsWith("&client_id=client-1");
    assertThat(request(open, Optional.empty(), REFRESH).authorization()).isEmpty();
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

  private static ConnectorDefined.Builder connector() {
    return SampleConnectors.connector(Optional.empty());
  }

  private static Effect.Call client(String... scopes) {
    return new Effect.ClientCredentials(List.of(scopes));
  }

  private static TokenEndpointRequest request(
      ConnectorDefined.Builder connector, Optional<String> clientSecret, Effect.Call call) {
    return TokenEndpointRequest.of(connector.build(), clientSecret.map(Secret::of), call);
  }

  private static String body(TokenEndpointRequest request) {
    return request.body().reveal(SecretAccess.get());
  }
}
