// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorizations of connectors that exchange a token for another (RFC 8693). */
class TokenExchangeApiTest {
  private static final TokenKey ALICE = TokenKey.personal("acme", "exchange", "alice");
  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofMillis(500));
    gateway.define(
        TestGateway.connector("exchange", 3)
            .setGrantType(GrantType.TOKEN_EXCHANGE)
            .setAuthorizationEndpoint("")
            .build());
    gateway.define(
        TestGateway.connector("team", 1)
            .setGrantType(GrantType.TOKEN_EXCHANGE)
            .setAuthMode(AuthMode.SHARED)
            .setAuthorizationEndpoint("")
            .build());
    gateway.define(TestGateway.clientCredentialsConnector("machine", 1).build());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void theSubjectTokenGoesToTheBrokerSealedForItsGrant() {
    HttpResponse<String> response =
        start(
            "exchange",
            new JsonObject()
                .put("user", "alice")
                .put("subjectToken", "geheim")
                .put("subjectTokenType", JWT)
                .put("scopes", List.of("read")));
    JsonObject body = new JsonObject(response.body());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(body.fieldNames()).containsExactlyInAnyOrder("authorizationId", "status");
    assertThat(gateway.log.get(0).topic()).isEqualTo(Topic.TOKEN_COMMANDS);
    assertThat(gateway.log.get(0).key()).isEqualTo(ALICE.toString());
    ObtainToken command = command();
    assertThat(command.getCorrelationId()).isEqualTo(body.getString("authorizationId"));
    assertThat(command.getConnectorRevision()).isEqualTo(3);
    assertThat(command.getScopes()).containsExactly("read");
    assertThat(command.getSubjectTokenType()).contains(JWT);
    assertThat(command.getDeviceAuthorization()).isFalse();
    assertThat(
            gateway
                .keysets
                .brokerInboxOpener()
                .openSecret(
                    command.getSealedSubjectToken().orElseThrow(),
                    SealedField.subjectToken(ALICE, command.getCorrelationId())))
        .isEqualTo(Secret.of("geheim"));
    assertThat(command.toString()).doesNotContain("geheim");
  }

  @Test
  void theTypeIsTheConnectorsUnlessTheApplicationSaysOtherwise() {
    assertThat(start("exchange", alice("geheim")).statusCode()).isEqualTo(202);

    assertThat(command().getSubjectTokenType()).isEmpty();
  }

  @Test
  void aSharedGrantIsExchangedForNobody() {
    assertThat(start("team", new JsonObject().put("subjectToken", "geheim")).statusCode())
        .isEqualTo(202);

    assertThat(gateway.log.get(0).key()).isEqualTo(TokenKey.shared("acme", "team").toString());
    assertProblem(start("team", alice("geheim")), "user_not_allowed");
    assertProblem(
        start("exchange", new JsonObject().put("subjectToken", "geheim")), "user_required");
  }

  @Test
  void aTokenAsLongAsTokensAreGoesThroughAndNoLongerOne() {
    assertThat(start("exchange", alice("x".repeat(16 * 1024))).statusCode()).isEqualTo(202);
    assertProblem(start("exchange", alice("x".repeat(16 * 1024 + 1))), "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "exchange, '{\"user\":\"alice\"}', subject_token_required",
    "exchange, '{\"user\":\"alice\",\"subjectTokenType\":\"urn:x\"}', subject_token_required",
    "exchange, '{\"user\":\"alice\",\"subjectToken\":\"\"}', invalid_request",
    "exchange, '{\"user\":\"alice\",\"subjectToken\":[\"geheim\"]}', invalid_request",
    "exchange, '{\"user\":\"alice\",\"subjectToken\":\"geheim\\n\"}', invalid_request",
    "exchange, '{\"user\":\"alice\",\"subjectToken\":\"geheim\",\"subjectTokenType\":\"jwt\"}', "
        + "invalid_request",
    "exchange, '{\"user\":\"alice\",\"subjectToken\":\"geheim\",\"subjectTokenType\":\"a b:c\"}', "
        + "invalid_request",
    "exchange, '{\"user\":\"alice\",\"subjectToken\":\"geheim\","
        + "\"returnUrl\":\"https://app.example/done\"}', return_url_not_allowed",
    "crm, '{\"user\":\"alice\",\"subjectToken\":\"geheim\"}', subject_token_not_allowed",
    "crm, '{\"user\":\"alice\",\"subjectTokenType\":\"urn:x\"}', subject_token_not_allowed",
    "machine, '{\"subjectToken\":\"geheim\"}', subject_token_not_allowed"
  })
  void whatDoesNotGoWithTheConnectorIsRefusedAndNeitherWrittenNorRepeated(
      String connector, String body, String code) {
    HttpResponse<String> response = start(connector, body);

    assertProblem(response, code);
    assertThat(response.body()).doesNotContain("geheim");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aTypeIsBounded() {
    assertProblem(
        start("exchange", alice("geheim").put("subjectTokenType", "urn:" + "x".repeat(252))),
        "invalid_request");
  }

  private static JsonObject alice(String subjectToken) {
    return new JsonObject().put("user", "alice").put("subjectToken", subjectToken);
  }

  private HttpResponse<String> start(String connector, JsonObject body) {
    return start(connector, body.encode());
  }

  private HttpResponse<String> start(String connector, String body) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/connectors/" + connector + "/authorizations"))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private ObtainToken command() {
    return gateway.events(ObtainToken.class).get(0);
  }

  private static void assertProblem(HttpResponse<String> response, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getMap()).containsEntry("code", code);
  }
}
