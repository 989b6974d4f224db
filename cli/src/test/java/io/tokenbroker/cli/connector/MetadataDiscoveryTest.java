// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tokenbroker.cli.cluster.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetadataDiscoveryTest {
  private static final String RFC_8414 = "/.well-known/oauth-authorization-server/realms/acme";
  private static final String OPENID = "/realms/acme/.well-known/openid-configuration";

  private final MetadataDiscovery discovery = new MetadataDiscovery(Duration.ofSeconds(10));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private String issuer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/acme";
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void theWellKnownPartGoesWhereEachSpecificationSays() {
    assertThat(MetadataDiscovery.addresses("https://id.example.com/realms/acme/"))
        .containsExactly(
            URI.create("https://id.example.com/.well-known/oauth-authorization-server/realms/acme"),
            URI.create("https://id.example.com/realms/acme/.well-known/openid-configuration"));
    assertThat(MetadataDiscovery.addresses("https://id.example.com"))
        .containsExactly(
            URI.create("https://id.example.com/.well-known/oauth-authorization-server"),
            URI.create("https://id.example.com/.well-known/openid-configuration"));
  }

  @Test
  void theEndpointsAreThoseOfTheMetadata() {
    serve(RFC_8414, metadata(issuer, "https://id.example.com/token"));

    ProviderMetadata found = discovery.of(issuer, true);

    assertThat(found.authorizationEndpoint())
        .contains(URI.create("https://id.example.com/authorize"));
    assertThat(found.tokenEndpoint()).hasToString("https://id.example.com/token");
    assertThat(found.revocationEndpoint()).contains(URI.create("https://id.example.com/revoke"));
    assertThat(found.namesItself()).as("RFC 9207 is not promised").isFalse();
  }

  @Test
  void whatTheServerCanDoIsRead() {
    serve(
        RFC_8414,
        """
        {"issuer": "%s", "authorization_endpoint": "https://id.example.com/authorize",
         "token_endpoint": "https://id.example.com/token",
         "pushed_authorization_request_endpoint": "https://id.example.com/par",
         "require_pushed_authorization_requests": true,
         "device_authorization_endpoint": "https://id.example.com/device",
         "authorization_response_iss_parameter_supported": true,
         "token_endpoint_auth_methods_supported": ["client_secret_post", "none"],
         "code_challenge_methods_supported": ["plain"],
         "dpop_signing_alg_values_supported": []}
        """
            .formatted(issuer));

    assertThat(discovery.of(issuer, true))
        .isEqualTo(
            new ProviderMetadata(
                Optional.of(URI.create("https://id.example.com/authorize")),
                URI.create("https://id.example.com/token"),
                Optional.empty(),
                Optional.of(URI.create("https://id.example.com/par")),
                true,
                Optional.of(URI.create("https://id.example.com/device")),
                true,
                new ProviderMetadata.Supported(
                    Optional.of(List.of("client_secret_post", "none")),
                    Optional.empty(),
                    Optional.of(List.of("plain")),
                    Optional.of(List.of()))));
  }

  @Test
  void openIdConfigurationIsTheFallback() {
    serve(OPENID, metadata(issuer, "https://id.example.com/token"));

    assertThat(discovery.of(issuer, true).tokenEndpoint())
        .hasToString("https://id.example.com/token");
  }

  @Test
  void metadataOfAnotherIssuerIsNotBelieved() {
    serve(RFC_8414, metadata("https://evil.example", "https://evil.example/token"));
    serve(OPENID, metadata(issuer, "https://id.example.com/token"));

    assertRefused("is the metadata of issuer 'https://evil.example'");
  }

  @Test
  void anEndpointWithoutTlsIsRefused() {
    serve(RFC_8414, metadata(issuer, "http://id.example.com/token"));

    assertRefused("token_endpoint has to be https");
  }

  @Test
  void metadataWithoutTokenEndpointIsRefused() {
    serve(RFC_8414, "{\"issuer\":\"" + issuer + "\",\"authorization_endpoint\":\"https://a.b\"}");

    assertRefused("names no token_endpoint");
  }

  @Test
  void anAuthorizationEndpointIsNeededForABrowserOnly() {
    serve(
        RFC_8414,
        "{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"https://id.example.com/token\"}");

    assertRefused("names no authorization_endpoint");
    assertThat(discovery.of(issuer, false).tokenEndpoint())
        .hasToString("https://id.example.com/token");
  }

  @Test
  void redirectsAreNotFollowed() {
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", issuer + "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });

    assertRefused("answered with status 302");
  }

  @Test
  void whatIsNotJsonIsRefused() {
    serve(RFC_8414, "<html>");

    assertRefused("is not JSON");
  }

  @Test
  void aBodyWithoutEndIsCutOff() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[64 * 1024];
          try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < 1_000; i++) {
              body.write(block);
            }
          }
        });

    assertRefused("is larger than 1 MiB");
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUpOn() {
    CountDownLatch end = new CountDownLatch(1);
    server.createContext("/", waitingFor(end));

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> new MetadataDiscovery(Duration.ofSeconds(1)).of(issuer, true))
        .withMessageContaining("could not look up the endpoints of issuer " + issuer);
    end.countDown();
  }

  @Test
  void anIssuerThatHasNoMetadataSaysWhatToDo() {
    assertRefused("name authorizationEndpoint and tokenEndpoint instead");
  }

  private static HttpHandler waitingFor(CountDownLatch end) {
    return exchange -> {
      try {
        boolean ended = end.await(30, TimeUnit.SECONDS);
        exchange.sendResponseHeaders(ended ? 500 : 501, -1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        exchange.close();
      }
    };
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> discovery.of(issuer, true))
        .withMessageContaining(message);
  }

  private void serve(String path, String json) {
    server.createContext(path, exchange -> answer(exchange, json));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String metadata(String issuer, String tokenEndpoint) {
    return """
    {"issuer": "%s", "authorization_endpoint": "https://id.example.com/authorize",
     "token_endpoint": "%s", "revocation_endpoint": "https://id.example.com/revoke"}
    """
        .formatted(issuer, tokenEndpoint);
  }
}
