// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
  private static final String START = "/v1/connectors/crm/authorizations";
  private static final String DISCONNECT = "/v1/connectors/crm/disconnect";
  private static final String ALICE = "{\"user\":\"alice\"}";
  private static final String ID = "a".repeat(43);

  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofMillis(500));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aLinkIsMadeWithoutWritingAnything() {
    HttpResponse<String> response = post(START, "{\"user\":\"alice\"}", gateway.acmeKey);
    JsonObject body = new JsonObject(response.body());

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(body.getString("authorizationId")).hasSize(43);
    assertThat(body.getString("connectUrl")).startsWith(gateway.publicUrl() + "/connect/");
    assertThat(body.getString("expiresAt"))
        .isEqualTo(TestGateway.START.plus(Duration.ofMinutes(10)).toString());
    assertThat(gateway.log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {START, DISCONNECT})
  void withoutAKeyNothingIsAnswered(String path) {
    HttpResponse<String> response =
        TestBrowser.send(
            HttpRequest.newBuilder(gateway.url(path)).POST(BodyPublishers.noBody()).build());

    assertProblem(response, 401, "unauthorized");
    assertThat(response.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
  }

  @Test
  void aChangedKeyIsRefused() {
    String last = gateway.acmeKey.endsWith("A") ? "B" : "A";
    String changed = gateway.acmeKey.substring(0, gateway.acmeKey.length() - 1) + last;

    assertProblem(post(START, "{}", changed), 401, "unauthorized");
    assertProblem(post(START, "{}", "nonsense"), 401, "unauthorized");
  }

  @Test
  void aKeyWithoutTheScopeIsRefused() {
    assertProblem(
        post(START, "{\"user\":\"alice\"}", gateway.readOnlyKey), 403, "insufficient_scope");
  }

  @Test
  void theKeyMayComeInItsOwnHeader() {
    HttpResponse<String> response =
        TestBrowser.send(
            HttpRequest.newBuilder(gateway.url("/v1/authorizations/" + ID))
                .header("X-Api-Key", gateway.readOnlyKey)
                .build());

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void anotherTenantsConnectorIsUnknown() {
    assertProblem(
        post(START, "{\"user\":\"alice\"}", gateway.otherTenantKey), 404, "unknown_connector");
    assertProblem(
        post(DISCONNECT, "{\"user\":\"alice\"}", gateway.otherTenantKey), 404, "unknown_connector");
  }

  @Test
  void aConnectorThatMayNotHaveBeenReadYetIsNotCalledUnknown() {
    gateway.connectorsComplete = false;

    assertProblem(
        post("/v1/connectors/mail/authorizations", "{}", gateway.acmeKey), 503, "unavailable");
  }

  @Test
  void aConnectorThatMayHaveBeenChangedFurtherOnInTheTopicIsNotUsedYet() {
    URI link = new TestFlow(gateway).link("");
    gateway.connectorsComplete = false;

    assertProblem(post(START, "{\"user\":\"alice\"}", gateway.acmeKey), 503, "unavailable");
    assertThat(new TestBrowser().open(link).statusCode()).isEqualTo(503);
  }

  @Test
  void userAndAuthModeMustFit() {
    gateway.define(TestGateway.connector("team", 1).setAuthMode(AuthMode.SHARED).build());
    String team = "/v1/connectors/team/authorizations";

    assertProblem(post(START, "", gateway.acmeKey), 400, "user_required");
    assertProblem(post(team, "{\"user\":\"alice\"}", gateway.acmeKey), 400, "user_not_allowed");
    assertThat(post(team, "", gateway.acmeKey).statusCode()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/done",
        "https://app.example.evil.example/",
        "https://app.example@evil.example/",
        "https://app.example:8443/",
        "http://app.example/",
        "//app.example/done",
        "/done",
        "javascript:alert(1)",
        "https:app.example",
        "https://app.example\\@evil.example/",
        "https://app.example/#x",
        "https://app.example/?result=succeeded",
        "https://äpp.example/",
        "https://app.example/a b",
        "https://app.example/\r\nSet-Cookie: a=b"
      })
  void aReturnUrlElsewhereIsRefused(String returnUrl) {
    String body = new JsonObject().put("user", "alice").put("returnUrl", returnUrl).encode();

    assertProblem(post(START, body, gateway.acmeKey), 400, "return_url_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"text\"",
        "{\"user\":7}",
        "{\"user\":\"\"}",
        "{\"user\":\"alice\",\"scopes\":\"a b\"}",
        "{\"user\":\"alice\",\"scopes\":[1]}",
        "{\"user\":\"alice\",\"redirectUrl\":\"x\"}",
        "{\"user\":\"alice\",\"user\":\"bob\"}",
        "{\"user\":\"alice\"} {\"user\":\"bob\"}"
      })
  void aBodyOfAnotherFormIsRefused(String body) {
    assertProblem(post(START, body, gateway.acmeKey), 400, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({"a b", "a\"b", "''"})
  void aScopeThatIsNoScopeTokenIsRefused(String scope) {
    String body =
        new JsonObject()
            .put("user", "alice")
            .put("scopes", new JsonArray().add(scope + " "))
            .encode();

    assertProblem(post(START, body, gateway.acmeKey), 400, "invalid_scope");
  }

  @Test
  void moreScopesThanTheBrokerTakesAreRefused() {
    assertThat(post(START, scopes(64), gateway.acmeKey).statusCode()).isEqualTo(201);
    assertProblem(post(START, scopes(65), gateway.acmeKey), 400, "invalid_scope");
  }

  @Test
  void namesThatWouldNotFitIntoACookieAreRefused() {
    String name = "%".repeat(255);
    gateway.define(
        TestGateway.connector("crm", 2)
            .setIssuer("https://issuer.example/" + "i".repeat(600))
            .build());
    String body =
        new JsonObject()
            .put("user", name)
            .put("alias", name)
            .put("returnUrl", "https://app.example/" + "x".repeat(1000))
            .encode();

    assertProblem(post(START, body, gateway.acmeKey), 400, "too_long");
    assertProblem(
        post(START, new JsonObject().put("user", name + "%").encode(), gateway.acmeKey),
        400,
        "invalid_name");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    assertProblem(post(START, " ".repeat(33_000), gateway.acmeKey), 413, "body_too_large");
  }

  @Test
  void anUnknownPathAndAWrongMethodAreProblemsToo() {
    assertProblem(get("/v1/nothing", gateway.acmeKey), 404, "not_found");
    assertProblem(get(START, gateway.acmeKey), 405, "method_not_allowed");
  }

  @Test
  void anAuthorizationIsPendingUntilItsOutcomeIsKnown() {
    assertThat(authorization(gateway.acmeKey)).containsEntry("status", "pending");
    gateway.replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(ID)
            .setTokenKey(TokenKey.personal("acme", "crm", "alice").toString())
            .setGeneration(7)
            .setSequence(2)
            .setExpiresAt(TestGateway.START)
            .setSubject("alice@provider")
            .setAttributes(Map.of("instance_url", "https://eu1.provider.example"))
            .setCompletedAt(TestGateway.START)
            .build());

    assertThat(authorization(gateway.acmeKey))
        .containsEntry("status", "succeeded")
        .containsEntry("version", "7.2")
        .containsEntry("subject", "alice@provider")
        .containsEntry("tokenKey", "acme/crm/personal/alice/default");
    assertThat(authorization(gateway.otherTenantKey))
        .containsOnly(Map.entry("authorizationId", ID), Map.entry("status", "pending"));
  }

  @Test
  void theAccountIsToldOnlyWhenItIsConfirmedWhoseItIs() {
    gateway.replies.accept(
        AuthorizationAwaitingConfirmation.newBuilder()
            .setAuthorizationId(ID)
            .setTokenKey(TokenKey.personal("acme", "crm", "alice").toString())
            .setConfirmationCodeHash("h".repeat(43))
            .setConfirmBy(TestGateway.START)
            .setSubject("mallory@provider")
            .setScopes(List.of("contacts"))
            .setDecidedAt(TestGateway.START)
            .build());

    assertThat(authorization(gateway.acmeKey))
        .containsEntry("status", "awaiting_confirmation")
        .containsOnlyKeys("authorizationId", "status", "tokenKey", "scopes", "confirmBy");
    assertThat(authorization(gateway.readOnlyKey)).doesNotContainKey("subject");
  }

  @Test
  void aFailedAuthorizationSaysWhy() {
    gateway.replies.accept(
        AuthorizationFailed.newBuilder()
            .setAuthorizationId(ID)
            .setTokenKey(TokenKey.shared("acme", "crm").toString())
            .setReason("access_denied")
            .setDescription("the user said no")
            .setCompletedAt(TestGateway.START)
            .build());

    assertThat(authorization(gateway.acmeKey))
        .containsEntry("status", "failed")
        .containsEntry("reason", "access_denied")
        .containsEntry("description", "the user said no");
  }

  @Test
  void aMalformedAuthorizationIdIsNotFound() {
    assertProblem(
        get("/v1/authorizations/short", gateway.acmeKey), 404, "malformed_authorization_id");
  }

  @Test
  void disconnectRevokesAndAnswersWithTheGrant() {
    answer(
        revoke ->
            gateway.replies.accept(
                GrantDescribed.newBuilder()
                    .setCorrelationId(revoke.getCorrelationId())
                    .setTokenKey("acme/crm/personal/alice/work")
                    .setState("revoked")
                    .setGeneration(7)
                    .setSequence(3)
                    .setCallInFlight(false)
                    .setDescribedAt(TestGateway.START)
                    .build()));
    HttpResponse<String> response =
        post(DISCONNECT, "{\"user\":\"alice\",\"alias\":\"work\"}", gateway.acmeKey);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(response.body()).getMap())
        .containsEntry("state", "revoked")
        .containsEntry("version", "7.3");
    assertThat(gateway.log.get(0).topic()).isEqualTo(Topic.TOKEN_COMMANDS);
    assertThat(gateway.log.get(0).key()).isEqualTo("acme/crm/personal/alice/work");
    assertThat(gateway.events(RevokeToken.class).get(0).getRequestedBy()).isEqualTo("shop");
  }

  @Test
  void aDisconnectThatIsRejectedIsAConflict() {
    answer(
        revoke ->
            gateway.replies.accept(
                CommandRejected.newBuilder()
                    .setCorrelationId(revoke.getCorrelationId())
                    .setTokenKey("acme/crm/personal/alice/default")
                    .setReason("paused")
                    .setRejectedAt(TestGateway.START)
                    .build()));

    assertProblem(post(DISCONNECT, "{\"user\":\"alice\"}", gateway.acmeKey), 409, "paused");
  }

  @Test
  void aDisconnectThatTakesLongerIsAccepted() {
    HttpResponse<String> response = post(DISCONNECT, "{\"user\":\"alice\"}", gateway.acmeKey);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(new JsonObject(response.body()).getString("correlationId"))
        .isEqualTo(gateway.events(RevokeToken.class).get(0).getCorrelationId());
  }

  @Test
  void withoutKafkaACommandIsTurnedAwayAndTheGatewayIsNotReady() {
    gateway.kafkaIsAway = true;

    assertProblem(post(DISCONNECT, "{\"user\":\"alice\"}", gateway.acmeKey), 503, "unavailable");
    assertThat(get("/readyz", "none").statusCode()).isEqualTo(503);
    assertThat(get("/readyz", "none").body()).contains("as the test says");
    assertThat(get("/healthz", "none").statusCode()).isEqualTo(200);
    gateway.kafkaIsAway = false;
    assertThat(get("/readyz", "none").statusCode()).isEqualTo(200);
  }

  @Test
  void aDisconnectErasesOnlyWhenItIsAskedTo() {
    assertThat(post(DISCONNECT, ALICE, gateway.acmeKey).statusCode()).isEqualTo(202);
    assertThat(post(DISCONNECT + "?erase=false", ALICE, gateway.acmeKey).statusCode())
        .isEqualTo(202);
    assertThat(post(DISCONNECT + "?erase=true", ALICE, gateway.acmeKey).statusCode())
        .isEqualTo(202);

    assertThat(gateway.events(RevokeToken.class))
        .extracting(RevokeToken::getErase)
        .containsExactly(false, false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erase",
        "erase=",
        "erase=yes",
        "erase=true&erase=true",
        "erase=true&Erase=false",
        "earse=true"
      })
  void aWishToEraseThatIsNotUnderstoodIsRefusedAndNothingIsRevoked(String query) {
    assertProblem(post(DISCONNECT + "?" + query, ALICE, gateway.acmeKey), 400, "invalid_request");
    assertThat(gateway.log).isEmpty();
  }

  private void answer(Consumer<RevokeToken> broker) {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof RevokeToken revoke) {
            broker.accept(revoke);
          }
        };
  }

  private static String scopes(int count) {
    JsonArray scopes = new JsonArray();
    for (int i = 0; i < count; i++) {
      scopes.add("scope" + i);
    }
    return new JsonObject().put("user", "alice").put("scopes", scopes).encode();
  }

  private Map<String, Object> authorization(String key) {
    HttpResponse<String> response = get("/v1/authorizations/" + ID, key);
    assertThat(response.statusCode()).isEqualTo(200);
    return new JsonObject(response.body()).getMap();
  }

  private HttpResponse<String> get(String path, String key) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url(path)).header("Authorization", "Bearer " + key).build());
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
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(new JsonObject(response.body()).getMap())
        .containsEntry("code", code)
        .containsEntry("status", status)
        .containsEntry("type", "urn:tokenbroker:problem:" + code)
        .containsKeys("title", "detail");
  }
}
