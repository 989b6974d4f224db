// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.spring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/** A running Spring Authorization Server on a free loopback port. */
public final class SpringAuthorizationServer implements AutoCloseable {
  /** A confidential client that may introspect and owns nothing. */
  private static final TestConnector.Client RESOURCE_SERVER =
      new TestConnector.Client("resource-server", "resource-server-secret-5cb1");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ServletWebServerApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private SpringAuthorizationServer(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  /**
   * A client to register.
   *
   * @param callbackPath of its redirect_uri, on any loopback port (RFC 8252, 7.3)
   * @param accessTokenLifetime {@code expires_in} of its tokens
   */
  public record Registration(
      TestConnector.Client client, String callbackPath, Duration accessTokenLifetime) {}

  /** Starts the server; it listens when this returns. */
  public static SpringAuthorizationServer start(List<Registration> registrations) {
    SpringApplication application = new SpringApplication(ServerConfiguration.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.setRegisterShutdownHook(false);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(
        Map.of(
            "server.port", "0", "server.address", "127.0.0.1", "spring.main.banner-mode", "off"));
    ServerConfiguration.Clients clients =
        ServerConfiguration.Clients.of(registrations, RESOURCE_SERVER);
    ApplicationContextInitializer<GenericApplicationContext> register =
        beans -> beans.registerBean(ServerConfiguration.Clients.class, () -> clients);
    application.addInitializers(register);
    return new SpringAuthorizationServer((ServletWebServerApplicationContext) application.run());
  }

  /** Its endpoints; it sends no {@code iss} with its answers. */
  public TestConnector.Endpoints endpoints() {
    return new TestConnector.Endpoints(
        Optional.empty(),
        at("/oauth2/authorize"),
        at("/oauth2/token"),
        Optional.of(at("/oauth2/revoke")));
  }

  /** Its issuer identifier, below which its metadata is. */
  public URI issuer() {
    return at("");
  }

  /** Whether the server holds the token for active (RFC 7662). */
  public boolean isActive(AccessToken token) {
    String credentials = RESOURCE_SERVER.id() + ":" + RESOURCE_SERVER.secret();
    JsonNode answer =
        read(
            send(
                HttpRequest.newBuilder(at("/oauth2/introspect"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header(
                        "Authorization",
                        "Basic "
                            + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "token=" + URLEncoder.encode(text(token), StandardCharsets.UTF_8)))));
    return answer.path("active").asBoolean();
  }

  /** Whose token it is, by the userinfo endpoint; empty if the server does not take it. */
  public Optional<String> subjectOf(AccessToken token) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(at("/userinfo"))
                .header("Authorization", "Bearer " + text(token))
                .GET());
    return answer.statusCode() == 200
        ? Optional.of(read(answer).path("sub").asText())
        : Optional.empty();
  }

  @Override
  public void close() {
    context.close();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + context.getWebServer().getPort() + path);
  }

  private static String text(AccessToken token) {
    return token.secret().reveal(SecretAccess.get());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer from the authorization server", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private JsonNode read(HttpResponse<String> answer) {
    try {
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("status " + answer.statusCode() + " and no JSON", e);
    }
  }
}
