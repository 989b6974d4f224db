// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The gateway's API as one tenant's application calls it. Thread-safe. */
public final class ApplicationApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI gateway;
  private final Secret apiKey;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** An application behind a gateway. */
  public ApplicationApi(URI gateway, Secret apiKey) {
    this.gateway = gateway;
    this.apiKey = apiKey;
  }

  /** An authorization that waits for its browser. */
  public record Started(String authorizationId, URI connectUrl) {}

  /** An answer of the gateway. */
  public record Answer(int status, JsonNode body) {}

  /** Makes a connect link for a grant of this tenant. */
  public Started start(TokenKey key, Optional<URI> returnUrl) {
    ObjectNode body = owner(key);
    returnUrl.ifPresent(url -> body.put("returnUrl", url.toString()));
    Answer answer = post("/v1/connectors/" + key.connector() + "/authorizations", body);
    if (answer.status() != 201) {
      throw new AssertionError("the authorization was not started: " + answer);
    }
    return new Started(
        answer.body().path("authorizationId").asText(),
        URI.create(answer.body().path("connectUrl").asText()));
  }

  /** Confirms a grant with the code that came to the return URL, in the session of this user. */
  public Answer confirm(String authorizationId, String code, String user) {
    return post(
        "/v1/authorizations/" + authorizationId + "/confirm",
        json.createObjectNode().put("code", code).put("user", user));
  }

  /** Makes a link to a person's connections. */
  public URI connectionsLink(String user) {
    Answer answer = post("/v1/connection-links", json.createObjectNode().put("user", user));
    if (answer.status() != 201) {
      throw new AssertionError("there is no link to the connections: " + answer);
    }
    return URI.create(answer.body().path("connectionsUrl").asText());
  }

  /** Exchanges a token of another issuer for a grant (RFC 8693); the authorization's id. */
  public String exchange(TokenKey key, String subjectToken) {
    Answer answer =
        post(
            "/v1/connectors/" + key.connector() + "/authorizations",
            owner(key).put("subjectToken", subjectToken));
    if (answer.status() != 202) {
      throw new AssertionError("the exchange was not taken: " + answer);
    }
    return answer.body().path("authorizationId").asText();
  }

  /** Starts an authorization by a person at another device (RFC 8628). */
  public Answer startAtDevice(TokenKey key) {
    return post("/v1/connectors/" + key.connector() + "/device-authorizations", owner(key));
  }

  /** What the gateway tells this tenant about an authorization. */
  public Answer outcome(String authorizationId) {
    return send(request("/v1/authorizations/" + authorizationId).GET());
  }

  /** Revokes a grant of this tenant. */
  public Answer disconnect(TokenKey key) {
    return post("/v1/connectors/" + key.connector() + "/disconnect", owner(key));
  }

  /** Whether the gateway can work. */
  public boolean isReady() {
    return send(request("/readyz").GET()).status() == 200;
  }

  private ObjectNode owner(TokenKey key) {
    ObjectNode body = json.createObjectNode().put("alias", key.alias());
    key.owner().user().ifPresent(user -> body.put("user", user));
    return body;
  }

  private Answer post(String path, ObjectNode body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + apiKey.reveal(SecretAccess.get()));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), json.readTree(answer.body()));
    } catch (IOException e) {
      throw new AssertionError("no answer from the gateway", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
