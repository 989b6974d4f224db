// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.ConfirmAuthorization;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.ObtainToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.flow.ConfirmationCode;
import io.tokenbroker.gateway.request.ClientAddresses;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running gateway's requests and answers against its own OpenAPI document. */
class OpenApiTest {
  private static final String LINKS = "/v1/connection-links";
  private static final String CRM = "/v1/connectors/crm/";
  private static final String ALICE = "{\"user\":\"alice\"}";
  private static final String ID = "a".repeat(43);
  private static final String GRANT = "acme/crm/personal/alice/default";

  private TestGateway gateway;
  private ValidatingProxy proxy;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofMillis(300));
    gateway.define(
        TestGateway.connector("phone", 1)
            .setDeviceAuthorizationEndpoint("https://provider.example/device")
            .build());
    gateway.define(TestGateway.connector("team", 1).setAuthMode(AuthMode.SHARED).build());
    gateway.define(TestGateway.clientCredentialsConnector("robot", 1).build());
    proxy = new ValidatingProxy(document(), gateway.url("").getPort());
  }

  @AfterEach
  void stop() {
    proxy.close();
    gateway.close();
  }

  @Test
  void everyMountedRouteIsInTheDocumentAndTheOtherWayRound() {
    Set<String> mounted = new TreeSet<>();
    Vertx vertx = Vertx.vertx();
    try {
      for (Route route :
          GatewayRouter.of(vertx, gateway.parts, new PublicUrl(gateway.publicUrl()), edge())
              .getRoutes()) {
        String path = Optional.ofNullable(route.getPath()).orElse("");
        if (path.startsWith("/v1/")) {
          route.methods().forEach(method -> mounted.add(method + " " + braced(path)));
        }
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    Set<String> documented = new TreeSet<>();
    JsonObject paths = document().getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      paths.getJsonObject(path).fieldNames().stream()
          .filter(name -> !name.equals("parameters"))
          .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path));
    }

    assertThat(mounted).isNotEmpty().isEqualTo(documented);
  }

  private static Edge edge() {
    HttpSettings settings = new HttpSettings("127.0.0.1", 0, Optional.empty());
    return new Edge(
        new SecurityHeaders(false),
        new ConnectionGuard(settings.maxConnections(), settings.deadlines(), HttpOptions.decoder()),
        new ClientAddresses(List.of()),
        List::of,
        false);
  }

  @Test
  void theYamlIsTheSameDocument() throws Exception {
    String yaml =
        TestBrowser.send(
                HttpRequest.newBuilder(gateway.url("/openapi.yaml"))
                    .timeout(Duration.ofSeconds(20))
                    .build())
            .body();

    assertThat(new YAMLMapper().readTree(yaml).toString())
        .isEqualTo(new ObjectMapper().readTree(document().encode()).toString());
  }

  /** Walks through every operation and every status that the document has for it. */
  @Test
  void whatTheGatewayTakesAndAnswersIsAsDocumented() {
    goodAnswers();
    authorizations();
    refusals();
    withoutKafka();

    assertThat(proxy.seen).containsExactlyInAnyOrderElementsOf(proxy.documented());
  }

  private void goodAnswers() {
    expect(200, get("/v1/connectors"));
    expect(
        201,
        post(
            CRM + "authorizations",
            "{\"user\":\"alice\",\"newTab\":true,\"returnUrl\":\"https://app.example/x\",\"scopes\":[\"contacts\"]}"));
    expect(201, post(LINKS, "{\"user\":\"alice\",\"aliases\":[\"work\"],\"shared\":\"seen\"}"));
    expect(202, post("/v1/connectors/robot/authorizations", "{}"));
    expect(202, post("/v1/connectors/phone/device-authorizations", ALICE));
    expect(504, get(CRM + "grant?user=alice&alias=work"));
    expect(202, post(CRM + "disconnect", ALICE));
    expect(202, post("/v1/authorizations/" + ID + "/confirm", confirmation("alice")));
    gateway.broker = appended -> described(appended.event());
    expect(201, post("/v1/connectors/phone/device-authorizations", ALICE));
    expect(200, get(CRM + "grant?user=alice"));
    expect(200, post(CRM + "disconnect?erase=true", ALICE));
    expect(200, post("/v1/authorizations/" + ID + "/confirm", confirmation("alice")));
    gateway.broker = appended -> rejected(appended.event());
    expect(409, post("/v1/connectors/phone/device-authorizations", ALICE));
    expect(409, get(CRM + "grant?user=alice"));
    expect(409, post(CRM + "disconnect", ALICE));
    expect(409, post("/v1/authorizations/" + ID + "/confirm", confirmation("alice")));
    gateway.broker = appended -> {};
  }

  private void authorizations() {
    expect(200, get("/v1/authorizations/" + ID));
    gateway.replies.accept(
        DeviceAuthorizationStarted.newBuilder()
            .setAuthorizationId("d".repeat(43))
            .setTokenKey(GRANT)
            .setUserCode("WDJB-MJHT")
            .setVerificationUri("https://provider.example/device")
            .setExpiresAt(TestGateway.START)
            .build());
    expect(200, get("/v1/authorizations/" + "d".repeat(43)));
    gateway.replies.accept(
        AuthorizationAwaitingConfirmation.newBuilder()
            .setAuthorizationId("w".repeat(43))
            .setTokenKey(GRANT)
            .setConfirmationCodeHash("h".repeat(43))
            .setConfirmBy(TestGateway.START)
            .setSubject("alice@provider")
            .setScopes(List.of("contacts"))
            .setDecidedAt(TestGateway.START)
            .build());
    HttpResponse<String> waiting = get("/v1/authorizations/" + "w".repeat(43));
    expect(200, waiting);
    assertThat(new JsonObject(waiting.body()).getMap())
        .containsEntry("status", "awaiting_confirmation")
        .as("the account of whoever consented, perhaps a stranger")
        .doesNotContainKey("subject")
        .containsEntry("confirmBy", TestGateway.START.toString());
    assertThat(waiting.body()).doesNotContain("hhhh");
    gateway.replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId("s".repeat(43))
            .setTokenKey(GRANT)
            .setGeneration(7)
            .setSequence(2)
            .setScopes(List.of("contacts"))
            .setExpiresAt(TestGateway.START)
            .setSubject("alice@provider")
            .setAttributes(Map.of("instance_url", "https://eu1.provider.example"))
            .setCompletedAt(TestGateway.START)
            .build());
    expect(200, get("/v1/authorizations/" + "s".repeat(43)));
    gateway.replies.accept(
        AuthorizationFailed.newBuilder()
            .setAuthorizationId("f".repeat(43))
            .setTokenKey(GRANT)
            .setReason("access_denied")
            .setDescription("the user said no")
            .setCompletedAt(TestGateway.START)
            .build());
    expect(200, get("/v1/authorizations/" + "f".repeat(43)));
  }

  private void refusals() {
    String large = "{\"user\":\"" + "x".repeat(33_000) + "\"}";
    String[] posts = {
      CRM + "authorizations",
      "/v1/connectors/phone/device-authorizations",
      CRM + "disconnect",
      "/v1/authorizations/" + ID + "/confirm"
    };
    for (String path : posts) {
      expectAnswer(401, post(path, "{}", "nonsense"));
      expect(
          403,
          post(
              path, path.endsWith("confirm") ? confirmation("alice") : ALICE, gateway.readOnlyKey));
      expectAnswer(400, post(path, "{\"redirect\":1}"));
      expectAnswer(413, post(path, large));
      expect(
          404,
          post(
              path.replace("crm", "none").replace("phone", "none").replace(ID, "short"),
              path.endsWith("confirm") ? confirmation("alice") : ALICE));
    }
    expect(403, post("/v1/authorizations/" + ID + "/confirm", confirmation("bob")));
    expect(
        400, post("/v1/authorizations/" + ID + "/confirm", "{\"code\":\"x\",\"user\":\"alice\"}"));
    expect(401, post(LINKS, ALICE, "nonsense"));
    expect(403, post(LINKS, ALICE, gateway.readOnlyKey));
    expectAnswer(400, post(LINKS, "{}"));
    expectAnswer(413, post(LINKS, large));
    String[] gets = {"/v1/connectors", CRM + "grant?user=alice", "/v1/authorizations/" + ID};
    for (String path : gets) {
      expect(401, get(path, "nonsense"));
      expect(403, get(path, gateway.powerlessKey));
      expectAnswer(400, get(path + (path.contains("?") ? "&" : "?") + "colour=red"));
    }
    expect(400, get(CRM + "grant"));
    expect(400, get("/v1/connectors/team/grant?user=alice"));
    expect(404, get("/v1/connectors/none/grant?user=alice"));
    expect(404, get("/v1/authorizations/short"));
  }

  private void withoutKafka() {
    gateway.kafkaIsAway = true;
    gateway.connectorsComplete = false;
    expect(503, get("/v1/connectors"));
    expect(503, post("/v1/connectors/other/authorizations", ALICE));
    expect(503, post("/v1/connectors/phone/device-authorizations", ALICE));
    expect(503, get(CRM + "grant?user=alice"));
    expect(503, post(CRM + "disconnect", ALICE));
    expect(503, post("/v1/authorizations/" + ID + "/confirm", confirmation("alice")));
  }

  private String confirmation(String user) {
    String code =
        gateway.codes.seal(
            new ConfirmationCode(
                TokenKey.parse(GRANT),
                new AuthorizationId(ID),
                Secret.of("the browser's"),
                TestGateway.START.plusSeconds(600)));
    return new JsonObject().put("code", code).put("user", user).encode();
  }

  private void described(SpecificRecord command) {
    if (command instanceof ObtainToken obtain) {
      gateway.replies.accept(
          DeviceAuthorizationStarted.newBuilder()
              .setAuthorizationId(obtain.getCorrelationId())
              .setTokenKey("acme/phone/personal/alice/default")
              .setUserCode("WDJB-MJHT")
              .setVerificationUri("https://provider.example/device")
              .setVerificationUriComplete("https://provider.example/device?c=WDJB-MJHT")
              .setExpiresAt(TestGateway.START)
              .build());
      return;
    }
    gateway.replies.accept(
        GrantDescribed.newBuilder()
            .setCorrelationId(correlationId(command))
            .setTokenKey(GRANT)
            .setState("active")
            .setGeneration(7)
            .setSequence(3)
            .setConnectorRevision(1L)
            .setScopes(List.of("contacts"))
            .setIssuedAt(TestGateway.START)
            .setExpiresAt(TestGateway.START)
            .setEndsAt(TestGateway.START)
            .setNextActionAt(TestGateway.START)
            .setCallInFlight(true)
            .setReason("disconnected")
            .setLastError("invalid_client")
            .setFailingSince(TestGateway.START)
            .setSubject("alice@provider")
            .setAttributes(Map.of("instance_url", "https://eu1.provider.example"))
            .setDescribedAt(TestGateway.START)
            .build());
  }

  private void rejected(SpecificRecord command) {
    gateway.replies.accept(
        CommandRejected.newBuilder()
            .setCorrelationId(correlationId(command))
            .setTokenKey(
                command instanceof ObtainToken ? "acme/phone/personal/alice/default" : GRANT)
            .setReason("paused")
            .setDescription("the broker is paused")
            .setRejectedAt(TestGateway.START)
            .build());
  }

  private static String correlationId(SpecificRecord command) {
    if (command instanceof RevokeToken revoke) {
      return revoke.getCorrelationId();
    }
    if (command instanceof ConfirmAuthorization confirm) {
      return confirm.getCorrelationId();
    }
    return command instanceof DescribeGrant describe
        ? describe.getCorrelationId()
        : ((ObtainToken) command).getCorrelationId();
  }

  private static String braced(String path) {
    return path.replaceAll(":([a-z]+)", "{$1}");
  }

  private JsonObject document() {
    return new JsonObject(
        TestBrowser.send(
                HttpRequest.newBuilder(gateway.url("/openapi.json"))
                    .timeout(Duration.ofSeconds(20))
                    .build())
            .body());
  }

  private HttpResponse<String> get(String path) {
    return get(path, gateway.acmeKey);
  }

  private HttpResponse<String> get(String path, String key) {
    return TestBrowser.send(request(path, key).build());
  }

  private HttpResponse<String> post(String path, String body) {
    return post(path, body, gateway.acmeKey);
  }

  private HttpResponse<String> post(String path, String body, String key) {
    return TestBrowser.send(
        request(path, key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpRequest.Builder request(String path, String key) {
    return HttpRequest.newBuilder(proxy.url(path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + key);
  }

  /** A request and an answer that are both as documented. */
  private static void expect(int status, HttpResponse<String> response) {
    assertThat(response.headers().firstValue("x-request-fault")).contains("");
    expectAnswer(status, response);
  }

  /** An answer that is as documented; the request is not, and the gateway said so. */
  private static void expectAnswer(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-response-fault")).as(response.body()).contains("");
  }
}
