// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The gateway's HTTP API as an application's back end uses it. Thread-safe. */
public final class GatewayApi {
  private final URI gateway;
  private final Secret apiKey;
  private final Duration timeout;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;

  /**
   * Connects to nothing yet.
   *
   * @param timeout for each request
   */
  public GatewayApi(URI gateway, Secret apiKey, Duration timeout) {
    this.gateway = gateway;
    this.apiKey = apiKey;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * An authorization that waits for its browser.
   *
   * @param authorizationId to ask {@link #status} with
   * @param connectUrl where the browser has to go, within minutes
   */
  public record Started(String authorizationId, URI connectUrl) {}

  /**
   * Makes a connect link.
   *
   * @param returnUrl where the browser ends; a page of the gateway if there is none
   */
  public Started start(DemoGrant grant, Optional<URI> returnUrl) throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    grant.user().ifPresent(user -> body.put("user", user));
    returnUrl.ifPresent(url -> body.put("returnUrl", url.toString()));
    JsonNode answer =
        post(
            "start an authorization",
            "/v1/connectors/" + grant.connector() + "/authorizations",
            body);
    return new Started(
        answer.path("authorizationId").asText(), URI.create(answer.path("connectUrl").asText()));
  }

  /**
   * Makes a link to the connections of a person.
   *
   * @param returnUrl where what the person connects ends
   * @return where the browser has to go, within minutes
   */
  public URI connectionsLink(String user, URI returnUrl) throws InterruptedException {
    ObjectNode body =
        json.createObjectNode()
            .put("user", user)
            .put("returnUrl", returnUrl.toString())
            .put("shared", "managed");
    return URI.create(
        post("make a link to connections", "/v1/connection-links", body)
            .path("connectionsUrl")
            .asText());
  }

  /** {@code pending}, {@code succeeded}, or {@code failed} with its reason. */
  public String status(String authorizationId) throws InterruptedException {
    JsonNode answer =
        ask("read an outcome", request("/v1/authorizations/" + authorizationId).GET());
    String reason = answer.path("reason").asText();
    return answer.path("status").asText() + (reason.isEmpty() ? "" : " (" + reason + ")");
  }

  /** Revokes a grant and returns its state, {@code revoked} if all went well. */
  public String disconnect(DemoGrant grant) throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    grant.user().ifPresent(user -> body.put("user", user));
    JsonNode answer =
        post("disconnect", "/v1/connectors/" + grant.connector() + "/disconnect", body);
    return answer.path("state").asText("not answered yet");
  }

  /** Why the gateway cannot work yet; empty when it can. */
  public Optional<String> notReadyBecause() throws InterruptedException {
    try {
      HttpResponse<String> answer = send(request("/readyz").GET());
      return answer.statusCode() == 200 ? Optional.empty() : Optional.of(answer.body());
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  private JsonNode post(String what, String path, ObjectNode body) throws InterruptedException {
    return ask(
        what,
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private JsonNode ask(String what, HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          send(request.header("Authorization", "Bearer " + apiKey.reveal(SecretAccess.get())));
      JsonNode body = json.readTree(answer.body());
      if (answer.statusCode() / 100 != 2) {
        throw new GatewayApiException(
            "The gateway refused to "
                + what
                + ": "
                + answer.statusCode()
                + " "
                + body.path("code").asText()
                + " "
                + body.path("detail").asText());
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new GatewayApiException("The gateway's answer to '" + what + "' is not JSON", e);
    } catch (IOException e) {
      throw new GatewayApiException("The gateway could not be asked to " + what + ": " + e, e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path)).timeout(timeout);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
