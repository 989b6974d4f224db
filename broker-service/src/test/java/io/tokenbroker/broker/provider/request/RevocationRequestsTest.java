// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.broker.SampleConnectors;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationRequestsTest {
  @Test
  void byTheStandardTheTokenIsPostedInTheConnectorsFormat() {
    TokenEndpointRequest request =
        revocation(
            connector(RevocationStyle.RFC7009)
                .setRequestFormat(RequestFormat.JSON)
                .setTokenParameters(Map.of("only", "tokens"))
                .setParameterNames(Map.of("token", "the_token")),
            "a/t");

    assertThat(request.method()).isEqualTo(HttpMethod.POST);
    assertThat(body(request))
        .contains("{\"the_token\":\"a/t\",\"token_type_hint\":\"access_token\"}");
    assertThat(request.headers())
        .containsEntry("Authorization", Secret.of("Basic Y2xpZW50LTE6cw=="));
  }

  @Test
  void gitHubDeletesATokenOfItsClient() {
    TokenEndpointRequest request =
        revocation(
            connector(RevocationStyle.DELETE_BASIC)
                .setClientId("Iv1 x")
                .setTokenEndpointAuthMethod("client_secret_post")
                .setRevocationEndpoint("https://api.example/applications/{client_id}/token"),
            "a/t");

    assertThat(request.method()).isEqualTo(HttpMethod.DELETE);
    assertThat(request.endpoint()).hasToString("https://api.example/applications/Iv1%20x/token");
    assertThat(body(request)).contains("{\"access_token\":\"a/t\"}");
    assertThat(request.headers())
        .containsEntry("Content-Type", Secret.of("application/json"))
        .containsEntry("Authorization", Secret.of("Basic SXYxK3g6cw=="));
  }

  @Test
  void aTokenMayProveItselfToBeDeletedOrPosted() {
    TokenEndpointRequest deleted = revocation(connector(RevocationStyle.DELETE_BEARER), "a/t");
    TokenEndpointRequest posted = revocation(connector(RevocationStyle.POST_BEARER), "a/t");

    assertThat(deleted.method()).isEqualTo(HttpMethod.DELETE);
    assertThat(posted.method()).isEqualTo(HttpMethod.POST);
    for (TokenEndpointRequest request : List.of(deleted, posted)) {
      assertThat(request.endpoint()).hasToString("https://provider.example/revoke");
      assertThat(request.body()).isEmpty();
      assertThat(request.headers())
          .containsEntry("Authorization", Secret.of("Bearer a/t"))
          .doesNotContainKey("Content-Type");
    }
  }

  @Test
  void aTokenInThePathIsOneSegmentAndIsNotShown() {
    TokenEndpointRequest request =
        revocation(
            connector(RevocationStyle.DELETE_PATH)
                .setRevocationEndpoint("https://provider.example/tokens/{token}"),
            "a/../b +?#*");

    assertThat(request.method()).isEqualTo(HttpMethod.DELETE);
    assertThat(request.endpoint())
        .hasToString("https://provider.example/tokens/a%2F..%2Fb%20%2B%3F%23%2A");
    assertThat(request.headers()).doesNotContainKey("Authorization");
    assertThat(request.toString()).doesNotContain("%2F");
    assertThat(request.secrets()).contains(Secret.of("a/../b +?#*"));
  }

  @Test
  void aConnectorThatCannotRevokeThatWayIsBroken() {
    ConnectorDefined.Builder noPlace = connector(RevocationStyle.DELETE_PATH);
    ConnectorDefined.Builder noSecret =
        connector(RevocationStyle.DELETE_BASIC).setTokenEndpointAuthMethod("none");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> revocation(noPlace, "t"))
        .withMessageContaining("{token}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> revocation(noSecret, "t"))
        .withMessageContaining("secret");
  }

  @Test
  void noExceptionQuotesTheToken() {
    ConnectorDefined.Builder broken =
        connector(RevocationStyle.DELETE_PATH).setRevocationEndpoint("https://x y/{token}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> revocation(broken, "s3cret"))
        .withMessageNotContaining("s3cret")
        .withNoCause();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> revocation(connector(RevocationStyle.POST_BEARER), "s3cret\n"))
        .withMessageNotContaining("s3cret");
  }

  private static ConnectorDefined.Builder connector(RevocationStyle style) {
    return SampleConnectors.connector(Optional.empty()).setRevocationStyle(style);
  }

  private static TokenEndpointRequest revocation(ConnectorDefined.Builder builder, String token) {
    ConnectorDefined connector = builder.build();
    ClientAuthentication client =
        ClientMethod.of(connector, List.of(Secret.of("s")), Optional.empty()).get(0);
    return TokenEndpointRequest.of(
        connector, client, new Effect.Revoke(Secret.of(token), false), Instant.EPOCH);
  }

  private static Optional<String> body(TokenEndpointRequest request) {
    return request.body().map(body -> body.reveal(SecretAccess.get()));
  }
}
