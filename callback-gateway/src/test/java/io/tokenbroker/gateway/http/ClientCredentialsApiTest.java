// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorizations of connectors that need no browser. */
class ClientCredentialsApiTest {
  private static final String START = "/v1/connectors/machine/authorizations";
  private static final TokenKey KEY = TokenKey.shared("acme", "machine");

  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofMillis(500));
    gateway.define(TestGateway.clientCredentialsConnector("machine", 3).build());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void theBrokerIsToldAndNoLinkIsMade() {
    HttpResponse<String> response = post(START, "", gateway.acmeKey);
    JsonObject body = new JsonObject(response.body());

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(body.fieldNames()).containsExactlyInAnyOrder("authorizationId", "status");
    assertThat(body.getString("status")).isEqualTo("pending");
    assertThat(body.getString("authorizationId")).matches("[A-Za-z0-9_-]{43}");
    assertThat(gateway.log).hasSize(1);
    assertThat(gateway.log.get(0).topic()).isEqualTo(Topic.TOKEN_COMMANDS);
    assertThat(gateway.log.get(0).key()).isEqualTo(KEY.toString());
    assertThat(command())
        .isEqualTo(
            ObtainToken.newBuilder()
                .setCorrelationId(body.getString("authorizationId"))
                .setConnectorRevision(3)
                .setRequestedBy("shop")
                .setRequestedAt(TestGateway.START)
                .build());
  }

  @Test
  void everyAuthorizationHasAnIdOfItsOwn() {
    assertThat(started()).isNotEqualTo(started());
  }

  @Test
  void aliasAndScopesAreTheApplicationsChoice() {
    String body = "{\"alias\":\"reports\",\"scopes\":[\"read\",\"admin\"]}";

    assertThat(post(START, body, gateway.acmeKey).statusCode()).isEqualTo(202);

    assertThat(gateway.log.get(0).key()).isEqualTo(KEY.withAlias("reports").toString());
    assertThat(command().getScopes()).containsExactly("read", "admin");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"user\":\"alice\"}', user_not_allowed",
    "'{\"returnUrl\":\"https://app.example/done\"}', return_url_not_allowed",
    "'{\"scopes\":[\"a b\"]}', invalid_scope",
    "'{\"scope\":\"a\"}', invalid_request",
    "'{', invalid_request"
  })
  void whatNeedsABrowserOrAPersonOrIsMalformedIsRefusedAndNothingIsWritten(
      String body, String code) {
    assertProblem(post(START, body, gateway.acmeKey), 400, code);
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aDefinitionThatSaysPerUserMakesItNobodysOwn() {
    gateway.define(
        TestGateway.clientCredentialsConnector("machine", 4)
            .setAuthMode(AuthMode.PER_USER)
            .build());

    assertProblem(post(START, "{\"user\":\"alice\"}", gateway.acmeKey), 400, "user_not_allowed");
    started();
    assertThat(gateway.log.get(0).key()).isEqualTo(KEY.toString());
  }

  @Test
  void theKeyMustBeOfTheTenantAndForStarting() {
    assertProblem(post(START, "", gateway.otherTenantKey), 404, "unknown_connector");
    assertProblem(post(START, "", gateway.readOnlyKey), 403, "insufficient_scope");
    assertProblem(post(START, "", "none"), 401, "unauthorized");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void withoutKafkaItIsTurnedAway() {
    gateway.kafkaIsAway = true;

    HttpResponse<String> response = post(START, "", gateway.acmeKey);

    assertProblem(response, 503, "unavailable");
    assertThat(response.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void theOutcomeIsToldAsThatOfAnyOther() {
    String id = started();
    assertThat(authorization(id, gateway.acmeKey)).containsEntry("status", "pending");

    gateway.replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(id)
            .setTokenKey(KEY.toString())
            .setGeneration(7)
            .setSequence(1)
            .setExpiresAt(TestGateway.START)
            .setCompletedAt(TestGateway.START)
            .build());

    assertThat(authorization(id, gateway.acmeKey))
        .containsEntry("status", "succeeded")
        .containsEntry("tokenKey", KEY.toString())
        .containsEntry("version", "7.1");
    assertThat(authorization(id, gateway.otherTenantKey)).containsEntry("status", "pending");
  }

  @Test
  void aRefusalOfTheProviderIsTold() {
    String id = started();

    gateway.replies.accept(
        AuthorizationFailed.newBuilder()
            .setAuthorizationId(id)
            .setTokenKey(KEY.toString())
            .setReason("unauthorized_client")
            .setCompletedAt(TestGateway.START)
            .build());

    assertThat(authorization(id, gateway.acmeKey))
        .containsEntry("status", "failed")
        .containsEntry("reason", "unauthorized_client");
  }

  @Test
  void aCommandThatTheBrokerRejectsIsNotPendingForEver() {
    String id = started();

    gateway.replies.accept(
        CommandRejected.newBuilder()
            .setCorrelationId(id)
            .setTokenKey(KEY.toString())
            .setReason("paused")
            .setDescription("an operator has paused the connector")
            .setRejectedAt(TestGateway.START)
            .build());

    assertThat(authorization(id, gateway.acmeKey))
        .containsEntry("status", "failed")
        .containsEntry("reason", "paused")
        .containsEntry("description", "an operator has paused the connector");
    assertThat(authorization(id, gateway.otherTenantKey)).containsEntry("status", "pending");
  }

  @Test
  void itIsDisconnectedLikeAnyOther() {
    assertThat(post("/v1/connectors/machine/disconnect", "", gateway.acmeKey).statusCode())
        .isEqualTo(202);

    assertThat(gateway.events(RevokeToken.class)).hasSize(1);
    assertThat(gateway.log.get(0).key()).isEqualTo(KEY.toString());
  }

  private String started() {
    HttpResponse<String> response = post(START, "", gateway.acmeKey);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return new JsonObject(response.body()).getString("authorizationId");
  }

  private ObtainToken command() {
    return gateway.events(ObtainToken.class).get(0);
  }

  private Map<String, Object> authorization(String id, String key) {
    HttpResponse<String> response =
        TestBrowser.send(
            HttpRequest.newBuilder(gateway.url("/v1/authorizations/" + id))
                .header("Authorization", "Bearer " + key)
                .build());
    assertThat(response.statusCode()).isEqualTo(200);
    return new JsonObject(response.body()).getMap();
  }

  private HttpResponse<String> post(String path, String body, String key) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url(path))
            .header("Authorization", "Bearer " + key)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(new JsonObject(response.body()).getMap()).containsEntry("code", code);
  }
}
