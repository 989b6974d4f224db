// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.gateway.limit.LimitSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  @TempDir Path folder = Path.of("");
  private TlsFiles files = new TlsFiles(Path.of(""), Path.of(""));

  @BeforeEach
  void name() {
    files = new TlsFiles(folder.resolve("c.pem"), folder.resolve("k.pem"), Duration.ofMillis(100));
  }

  @Test
  void browsersComeByHttp2OverTlsAndAreToldToKeepToIt() throws Exception {
    PemPair pair = PemPair.create(folder, "first");
    pair.write(files);
    try (TestGateway gateway = gateway()) {
      HttpResponse<String> answer = get(gateway, client(pair), "/nothing");

      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();
    }
  }

  /** RFC 9110, 9.3.2: by HTTP/1.1 the server leaves the body out by itself. */
  @Test
  void anAnswerToAHeadHasNoBodyByHttp2Either() throws Exception {
    PemPair pair = PemPair.create(folder, "first");
    pair.write(files);
    try (TestGateway gateway = gateway()) {
      for (String path :
          List.of("/nothing", "/healthz", "/v1/connectors", "/v1/nothing", "/connect/x")) {
        HttpResponse<String> answer =
            send(client(pair), request(gateway, path).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).as(path).isIn(400, 404, 405);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).as(path).isEmpty();
      }
    }
  }

  /** Browsers send each cookie as a field of its own there (RFC 9113, 8.2.3). */
  @Test
  void cookiesInFieldsOfTheirOwnAreAllReadOverHttp2() throws Exception {
    PemPair pair = PemPair.create(folder, "first");
    pair.write(files);
    try (TestGateway gateway = gateway()) {
      HttpClient browser = client(pair);
      HttpRequest.Builder ask =
          request(gateway, "/v1/connectors/crm/authorizations")
              .header("X-Api-Key", gateway.acmeKey)
              .POST(BodyPublishers.ofString("{\"user\":\"alice\"}"));
      String link =
          URI.create(new JsonObject(send(browser, ask).body()).getString("connectUrl")).getPath();
      HttpResponse<String> page = send(browser, request(gateway, link));
      String cookie = page.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];

      HttpResponse<String> again =
          send(browser, request(gateway, link).header("Cookie", "a=b").header("Cookie", cookie));
      HttpResponse<String> pressed =
          send(
              browser,
              request(gateway, link)
                  .header("Cookie", "a=b")
                  .header("Cookie", cookie)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(TestForm.on(page).fields())));

      assertThat(again.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(again.headers().map()).as("the browser is known").doesNotContainKey("set-cookie");
      assertThat(pressed.statusCode()).as(pressed.body()).isEqualTo(200);
    }
  }

  /**
   * As {@link SmugglingTest} has it in plain text: the decoder comes to the connection otherwise.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAmbiguousRequestIsRefusedOverTlsToo(boolean isNegotiated) throws Exception {
    PemPair pair = PemPair.create(folder, "first");
    pair.write(files);
    try (TestGateway gateway = gateway()) {
      String host = "Host: 127.0.0.1:" + gateway.url("/").getPort() + "\r\n";
      for (String request :
          List.of(
              "GET /readyz HTTP/1.1\r\n" + host + "X-Long: a\r\n b: c\r\n\r\n",
              "GET\t/readyz HTTP/1.1\r\n" + host + "\r\n",
              "POST /readyz HTTP/1.1\r\n"
                  + host
                  + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
        try (SSLSocket socket = socket(gateway, pair)) {
          if (isNegotiated) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
          }
          socket
              .getOutputStream()
              .write((request + "GET /healthz HTTP/1.1\r\n" + host + "\r\n").getBytes(US_ASCII));

          assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
              .startsWith("HTTP/1.1 400 ")
              .doesNotContain(" 200 ");
        }
      }
    }
  }

  @Test
  void olderTlsIsRefused() throws Exception {
    PemPair pair = PemPair.create(folder, "first");
    pair.write(files);
    try (TestGateway gateway = gateway();
        SSLSocket socket = socket(gateway, pair)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aNewCertificateIsUsedWithoutDroppingConnections() throws Exception {
    PemPair first = PemPair.create(folder, "first");
    PemPair second = PemPair.create(folder, "second");
    first.write(files);
    try (TestGateway gateway = gateway();
        SSLSocket old = socket(gateway, first)) {
      old.startHandshake();
      second.write(files);

      await().atMost(Duration.ofSeconds(20)).until(() -> isTrusted(gateway, second));
      old.getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(old.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aPairThatDoesNotFitIsToldAndTheOldOneStays() throws Exception {
    PemPair first = PemPair.create(folder, "first");
    PemPair second = PemPair.create(folder, "second");
    first.write(files);
    try (TestGateway gateway = gateway()) {
      Files.writeString(files.key(), second.keyPem());

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(gateway, client(first), "/readyz").body().contains("the old one"));
      assertThat(get(gateway, client(first), "/readyz").statusCode())
          .as("the old certificate still does")
          .isEqualTo(200);
      Files.writeString(files.certificate(), second.certificatePem());
      await().atMost(Duration.ofSeconds(20)).until(() -> isTrusted(gateway, second));
      // It is told when all listeners have it, which is after the first one has.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !get(gateway, client(second), "/readyz").body().contains("the old one"));
    }
  }

  @Test
  void aPairThatCouldNotBeUsedIsTriedAgainThoughTheFilesLookTheSame() throws Exception {
    PemPair first = PemPair.create(folder, "first");
    first.write(files);
    FileTime time = FileTime.from(Instant.parse("2028-01-01T00:00:00Z"));
    try (TestGateway gateway = gateway()) {
      // As when an owner or a mode is set after the content: of that the file's time tells nothing.
      Path half = folder.resolve("half.pem");
      Files.writeString(half, first.keyPem().replaceFirst("\nM", "\n!"));
      Files.setLastModifiedTime(half, time);
      Files.move(half, files.key(), StandardCopyOption.ATOMIC_MOVE);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(gateway, client(first), "/readyz").body().contains("the old one"));

      Path whole = folder.resolve("whole.pem");
      Files.writeString(whole, first.keyPem());
      Files.setLastModifiedTime(whole, time);
      Files.move(whole, files.key(), StandardCopyOption.ATOMIC_MOVE);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !get(gateway, client(first), "/readyz").body().contains("the old one"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "OPTIONS"})
  void anHttp2RequestWithoutAPathIsAnswered(String method) throws Exception {
    PemPair pair = PemPair.create(folder, "first");
    pair.write(files);
    Vertx vertx = Vertx.vertx();
    try (TestGateway gateway = gateway()) {
      var client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setSsl(true)
                  .setUseAlpn(true)
                  .setTrustAll(true)
                  .setVerifyHost(false));
      int status =
          client
              .request(
                  new RequestOptions()
                      .setMethod(HttpMethod.valueOf(method))
                      .setHost("127.0.0.1")
                      .setPort(gateway.url("/").getPort())
                      .setURI("*"))
              .compose(request -> request.send())
              .map(response -> response.statusCode())
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);

      assertThat(status).isBetween(400, 499);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void itDoesNotStartWithAPairThatDoesNotFit() throws Exception {
    PemPair.create(folder, "first").write(files);
    Files.writeString(files.key(), PemPair.create(folder, "second").keyPem());
    assertThatIllegalArgumentException()
        .isThrownBy(this::gateway)
        .withMessageContaining("is not that of the certificate");

    Files.writeString(files.key(), "no key");
    assertThatIllegalArgumentException().isThrownBy(this::start).withMessageContaining("k.pem");
  }

  @Test
  void aCertificateNeedsAnHttpsPublicUrl() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpSettings("127.0.0.1", 0, Optional.empty()).withTls(files))
        .withMessageContaining("https");
  }

  private TestGateway gateway() {
    return start();
  }

  private TestGateway start() {
    try {
      return new TestGateway(
          Files.createTempDirectory(folder, "gateway"),
          Duration.ofMillis(100),
          new HttpSettings("127.0.0.1", 0, Optional.of(URI.create("https://connect.example")))
              .withOtherHosts(List.of("127.0.0.1"))
              .withTls(files),
          LimitSettings.NONE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isTrusted(TestGateway gateway, PemPair pair) {
    try {
      return get(gateway, client(pair), "/healthz").statusCode() == 200;
    } catch (IOException | GeneralSecurityException e) {
      return false;
    }
  }

  private static HttpResponse<String> get(TestGateway gateway, HttpClient client, String path)
      throws IOException {
    return send(client, request(gateway, path));
  }

  private static HttpRequest.Builder request(TestGateway gateway, String path) {
    return HttpRequest.newBuilder(
            URI.create("https://127.0.0.1:" + gateway.url("/").getPort() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws IOException {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static HttpClient client(PemPair trusted) throws GeneralSecurityException, IOException {
    return HttpClient.newBuilder().sslContext(trusted.trusting()).build();
  }

  private static SSLSocket socket(TestGateway gateway, PemPair trusted) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusted
                .trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", gateway.url("/").getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
