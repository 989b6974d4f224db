// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.network.ProviderProxy;
import io.tokenbroker.broker.network.Ways;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every name is this machine here, which no other resolver would say. */
class ProviderTlsTest {
  private static final Ways.Resolver EVERYTHING_IS_HERE =
      host -> new InetAddress[] {InetAddress.getLoopbackAddress()};

  private static Path folder;
  private static TestCertificate servers;
  private static TestCertificate clients;
  private static Vertx vertx;

  /** What a server saw of a request. */
  private record Seen(HttpVersion version, String host, String serverName, boolean upgrade) {}

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private Optional<HttpServer> server = Optional.empty();
  private Optional<ProviderHttp> http = Optional.empty();

  @BeforeAll
  static void makeCertificates(@TempDir Path dir) throws Exception {
    folder = dir;
    servers = TestCertificate.make(folder, "idp.test");
    clients = TestCertificate.make(folder, "client.test");
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void closeVertx() throws Exception {
    await(vertx.close());
  }

  @AfterEach
  void close() throws Exception {
    http.ifPresent(ProviderHttp::close);
    if (server.isPresent()) {
      await(server.get().close());
    }
  }

  @Test
  void theAddressIsCalledThatWasCheckedAndTheNameIsInTheHandshakeAndTheHostHeader()
      throws Exception {
    int port = serve(secured().setUseAlpn(true));

    assertThat(status(send("https://idp.test:" + port + "/token"))).isEqualTo(200);
    assertThat(seen)
        .containsExactly(new Seen(HttpVersion.HTTP_2, "idp.test:" + port, "idp.test", false));
  }

  @Test
  void aProviderWithoutHttp2IsSpokenToInHttp1() throws Exception {
    int port = serve(secured().setUseAlpn(false));

    assertThat(status(send("https://idp.test:" + port + "/token"))).isEqualTo(200);
    assertThat(seen).extracting(Seen::version).containsExactly(HttpVersion.HTTP_1_1);
  }

  @Test
  void withoutTlsItIsHttp1AndNothingElseIsAskedFor() throws Exception {
    int port = serve(new HttpServerOptions());

    assertThat(status(send("http://idp.test:" + port + "/token"))).isEqualTo(200);
    assertThat(seen).containsExactly(new Seen(HttpVersion.HTTP_1_1, "idp.test:" + port, "", false));
  }

  @Test
  void aCertificateForAnotherNameIsRefusedBeforeAnythingIsSent() throws Exception {
    int port = serve(secured());

    assertThat(send("https://other.test:" + port + "/token"))
        .isEqualTo(notSent(ProviderHttp.TLS_FAILED));
    assertThat(seen).isEmpty();
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    int port = serve(secured());

    assertThat(
            send(
                "https://idp.test:" + port + "/token",
                ProviderNetwork.loopbackAllowed(),
                Optional.empty()))
        .isEqualTo(notSent(ProviderHttp.TLS_FAILED));
  }

  @Test
  void aProviderThatWantsAClientsCertificateGetsIt() throws Exception {
    int port =
        serve(
            secured()
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(clients.file(folder).toString())));
    String endpoint = "https://idp.test:" + port + "/token";
    ClientTls own = new ClientTls(clients.key(), clients.certificate());

    assertThat(status(send(endpoint, trusting(), Optional.of(own)))).isEqualTo(200);
    assertThat(send(endpoint)).isNotInstanceOf(HttpOutcome.Answered.class);
    assertThat(seen).hasSize(1);
  }

  @Test
  void onlyTls12And13AreOffered() throws Exception {
    List<String> hellos = new CopyOnWriteArrayList<>();
    try (RawServer raw =
        new RawServer(
            (first, out) -> {
              hellos.add(HexFormat.of().formatHex(first));
              out.write("no TLS".getBytes(StandardCharsets.US_ASCII));
            })) {
      assertThat(send("https://idp.test:" + raw.port() + "/token"))
          .isInstanceOf(HttpOutcome.NotSent.class);
    }
    // supported_versions (RFC 8446, 4.2.1)
    assertThat(hellos).hasSize(1).first().asString().contains("002b000504" + "0304" + "0303");
  }

  @Test
  void aConnectionThatEndsInTheHandshakeMeansThatNothingWasSent() throws Exception {
    try (RawServer raw = new RawServer(out -> {})) {
      assertThat(send("https://idp.test:" + raw.port() + "/token"))
          .isInstanceOf(HttpOutcome.NotSent.class);
    }
  }

  @Test
  void aProxyIsAskedForTheNameWithItsPassword() throws Exception {
    int port = serve(secured().setUseAlpn(true));
    try (ConnectProxy proxy = new ConnectProxy("Basic dXM6czNjcmV0")) {
      ProviderNetwork through =
          trusting().withProxy(ProviderProxy.parse("http://us:s3cret@127.0.0.1:" + proxy.port()));

      assertThat(status(send("https://idp.test:" + port + "/token", through, Optional.empty())))
          .isEqualTo(200);
      assertThat(proxy.asked()).containsExactly("CONNECT idp.test:" + port + " HTTP/1.1");
      assertThat(seen)
          .containsExactly(new Seen(HttpVersion.HTTP_2, "idp.test:" + port, "idp.test", false));
    }
  }

  @Test
  void aProxyThatRefusesMeansThatNothingWasSent() throws Exception {
    int port = serve(secured());
    try (ConnectProxy proxy = new ConnectProxy("Basic another")) {
      ProviderNetwork through =
          trusting().withProxy(ProviderProxy.parse("http://us:s3cret@127.0.0.1:" + proxy.port()));

      assertThat(send("https://idp.test:" + port + "/token", through, Optional.empty()))
          .isEqualTo(notSent(ProviderHttp.CONNECT_FAILED));
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void anAddressThatIsNotAllowedIsNotConnectedTo() throws Exception {
    try (RawServer raw = new RawServer(out -> {})) {
      for (String endpoint :
          List.of("https://idp.test:", "http://127.0.0.1:", "http://[::ffff:127.0.0.1]:")) {
        assertThat(
                send(
                    endpoint + raw.port() + "/token", ProviderNetwork.defaults(), Optional.empty()))
            .isEqualTo(notSent(Ways.Refusal.ADDRESS_NOT_ALLOWED.reason()));
      }
      assertThat(raw.connections()).isZero();
    }
  }

  private static HttpServerOptions secured() {
    return new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(servers.options());
  }

  private int serve(HttpServerOptions options) throws Exception {
    HttpServer started =
        await(
            vertx
                .createHttpServer(options.setPort(0).setHost("127.0.0.1"))
                .requestHandler(this::answer)
                .listen());
    server = Optional.of(started);
    return started.actualPort();
  }

  private void answer(HttpServerRequest request) {
    seen.add(
        new Seen(
            request.version(),
            String.valueOf(request.authority()),
            Optional.ofNullable(request.connection().indicatedServerName()).orElse(""),
            request.getHeader("Upgrade") != null));
    request.response().putHeader("Content-Type", "application/json").end("{}");
  }

  private static ProviderNetwork trusting() throws Exception {
    return ProviderNetwork.loopbackAllowed().withTrustFile(servers.file(folder));
  }

  private HttpOutcome send(String endpoint) throws Exception {
    return send(endpoint, trusting(), Optional.empty());
  }

  private HttpOutcome send(String endpoint, ProviderNetwork network, Optional<ClientTls> tls)
      throws Exception {
    http.ifPresent(ProviderHttp::close);
    ProviderHttp opened =
        new ProviderHttp(
            vertx,
            Clock.systemUTC(),
            Duration.ofSeconds(10),
            4,
            network,
            new Ways(network, EVERYTHING_IS_HERE));
    http = Optional.of(opened);
    HttpCall call =
        new HttpCall(
            HttpMethod.POST,
            URI.create(endpoint),
            Map.of("Accept", Secret.of("application/json")),
            Optional.of(Secret.of("a=b")),
            tls);
    return await(
        opened.send(
            call,
            new SendBy(
                Instant.now(), System.nanoTime(), Duration.ofMinutes(1), Clock.systemUTC())));
  }

  private static int status(HttpOutcome outcome) {
    assertThat(outcome).isInstanceOf(HttpOutcome.Answered.class);
    return ((HttpOutcome.Answered) outcome).answer().status();
  }

  private static HttpOutcome notSent(String reason) {
    return new HttpOutcome.NotSent(reason, Optional.empty());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
