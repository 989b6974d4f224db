// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorizations by a person at another device (RFC 8628). */
class DeviceApiTest {
  private static final String START = "/v1/connectors/crm/device-authorizations";
  private static final String ALICE = "{\"user\":\"alice\"}";
  private static final TokenKey KEY = TokenKey.personal("acme", "crm", "alice");

  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = gateway(folder, Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void theApplicationIsToldWhatToShow() {
    gateway.broker =
        appended -> startAtDevice(appended, appended.key(), Optional.of("https://p.example/?c=AB"));

    HttpResponse<String> response =
        post("{\"user\":\"alice\",\"alias\":\"tv\",\"scopes\":[\"leads\"]}");

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(response.body()).getMap())
        .isEqualTo(
            Map.of(
                "authorizationId",
                command().getCorrelationId(),
                "userCode",
                "AB-CD",
                "verificationUri",
                "https://p.example/device",
                "verificationUriComplete",
                "https://p.example/?c=AB",
                "expiresAt",
                "2030-01-01T00:15:00Z"));
    assertThat(gateway.log.get(0).topic()).isEqualTo(Topic.TOKEN_COMMANDS);
    assertThat(gateway.log.get(0).key()).isEqualTo(KEY.withAlias("tv").toString());
    assertThat(command().getDeviceAuthorization()).isTrue();
    assertThat(command().getScopes()).containsExactly("leads");
    assertThat(command().getRequestedBy()).isEqualTo("shop");
    assertThat(command().getConnectorRevision()).isEqualTo(2);
    assertThat(command().getSealedSubjectToken()).isEmpty();
  }

  @Test
  void whileThePersonIsWaitedForTheOutcomeTellsWhatToShow() {
    gateway.broker = appended -> startAtDevice(appended, appended.key(), Optional.empty());
    String id = new JsonObject(post(ALICE).body()).getString("authorizationId");

    assertThat(authorization(id, gateway.acmeKey))
        .containsEntry("status", "pending")
        .containsEntry("userCode", "AB-CD")
        .containsEntry("verificationUri", "https://p.example/device")
        .containsEntry("expiresAt", "2030-01-01T00:15:00Z")
        .doesNotContainKey("verificationUriComplete");
    assertThat(authorization(id, gateway.otherTenantKey))
        .containsOnlyKeys("authorizationId", "status");

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
        .containsEntry("version", "7.1")
        .doesNotContainKey("userCode");
  }

  @Test
  void aRefusalIsAProblemWithTheReason() {
    gateway.broker =
        appended ->
            gateway.replies.accept(
                AuthorizationFailed.newBuilder()
                    .setAuthorizationId(correlationId(appended))
                    .setTokenKey(appended.key())
                    .setReason("unauthorized_client")
                    .setDescription("not for this client")
                    .setCompletedAt(TestGateway.START)
                    .build());

    HttpResponse<String> response = post(ALICE);

    assertProblem(response, 409, "unauthorized_client");
    assertThat(response.body()).contains("not for this client");
  }

  @Test
  void aCommandThatTheBrokerRejectsIsAProblemToo() {
    gateway.broker =
        appended ->
            gateway.replies.accept(
                CommandRejected.newBuilder()
                    .setCorrelationId(correlationId(appended))
                    .setTokenKey(appended.key())
                    .setReason("paused")
                    .setRejectedAt(TestGateway.START)
                    .build());

    assertProblem(post(ALICE), 409, "paused");
  }

  @Test
  void aProviderThatTakesLongerIsNotWaitedForForEver(@TempDir Path other) {
    gateway.close();
    gateway = gateway(other, Duration.ofMillis(50));

    HttpResponse<String> response = post(ALICE);

    assertThat(response.statusCode()).isEqualTo(202);
    String id = new JsonObject(response.body()).getString("authorizationId");
    assertThat(id).isEqualTo(command().getCorrelationId());
    assertThat(authorization(id, gateway.acmeKey)).containsOnlyKeys("authorizationId", "status");
    startAtDevice(gateway.log.get(0), KEY.toString(), Optional.empty());
    assertThat(authorization(id, gateway.acmeKey)).containsEntry("userCode", "AB-CD");
  }

  @Test
  void whatIsForAnotherGrantIsNotShown() {
    gateway.broker =
        appended -> startAtDevice(appended, KEY.withAlias("x").toString(), Optional.empty());

    HttpResponse<String> response = post(ALICE);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).doesNotContain("AB-CD");
  }

  @Test
  void onlyAConnectorWithADeviceEndpointHasIt() {
    gateway.define(TestGateway.connector("mail", 1).build());
    gateway.define(
        TestGateway.clientCredentialsConnector("machine", 1)
            .setDeviceAuthorizationEndpoint("https://provider.example/device")
            .build());

    for (String connector : new String[] {"mail", "machine"}) {
      assertProblem(
          post("/v1/connectors/" + connector + "/device-authorizations", ALICE, gateway.acmeKey),
          400,
          "device_flow_not_supported");
    }
    assertThat(gateway.log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', user_required",
    "'{\"user\":\"alice\",\"returnUrl\":\"https://app.example/done\"}', invalid_request",
    "'{\"user\":\"alice\",\"subjectToken\":\"geheim\"}', invalid_request",
    "'{\"user\":\"alice\",\"scopes\":[\"a b\"]}', invalid_scope",
    "'{', invalid_request"
  })
  void whatDoesNotFitIsRefusedAndNothingIsWritten(String body, String code) {
    HttpResponse<String> response = post(body);

    assertProblem(response, 400, code);
    assertThat(response.body()).doesNotContain("geheim");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void theKeyMustBeOfTheTenantAndForStarting() {
    assertProblem(post(START, ALICE, gateway.otherTenantKey), 404, "unknown_connector");
    assertProblem(post(START, ALICE, gateway.readOnlyKey), 403, "insufficient_scope");
    assertProblem(post(START, ALICE, "none"), 401, "unauthorized");
    assertThat(gateway.log).isEmpty();
  }

  private static TestGateway gateway(Path folder, Duration wait) {
    TestGateway gateway = new TestGateway(folder, wait);
    gateway.define(
        TestGateway.connector("crm", 2)
            .setDeviceAuthorizationEndpoint("https://provider.example/device")
            .build());
    return gateway;
  }

  private void startAtDevice(
      TestGateway.Appended appended, String tokenKey, Optional<String> complete) {
    DeviceAuthorizationStarted.Builder started =
        DeviceAuthorizationStarted.newBuilder()
            .setAuthorizationId(correlationId(appended))
            .setTokenKey(tokenKey)
            .setUserCode("AB-CD")
            .setVerificationUri("https://p.example/device")
            .setExpiresAt(TestGateway.START.plus(Duration.ofMinutes(15)));
    complete.ifPresent(started::setVerificationUriComplete);
    gateway.replies.accept(started.build());
  }

  private static String correlationId(TestGateway.Appended appended) {
    return ((ObtainToken) appended.event()).getCorrelationId();
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

  private HttpResponse<String> post(String body) {
    return post(START, body, gateway.acmeKey);
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
