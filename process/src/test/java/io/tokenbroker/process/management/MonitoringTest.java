// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoringTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Monitoring monitoring = Monitoring.start(ManagementSettings.onLoopback(0));
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  @AfterEach
  void close() {
    monitoring.close();
  }

  @Test
  void whileItStartsItLivesAndSaysWhyItIsNotReady() throws Exception {
    monitoring.health().phase("waiting for schema ids");

    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("waiting for schema ids");
    assertThat(get("/metrics").body()).contains("tokenbroker_ready 0.0");
  }

  @Test
  void aCheckThatFailsMakesItUnreadyAndIsToldAsAMetric() throws Exception {
    AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
    monitoring.health().add("kafka", trouble::get);
    monitoring.health().started();
    await().atMost(TIMEOUT).until(() -> get("/readyz").body().contains("kafka"));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);

    trouble.set(Optional.of("unreachable"));

    await().atMost(TIMEOUT).until(() -> get("/readyz").statusCode() == 503);
    assertThat(get("/readyz").body()).contains("unreachable");
    assertThat(get("/metrics").body())
        .contains("tokenbroker_check_ok{check=\"kafka\"} 0.0", "tokenbroker_ready 0.0");
  }

  @Test
  void whatClosesIsNotReadyAgainBecauseAPartSaysThatItRuns() {
    Health health = new Health();
    health.started();
    health.closing();
    health.started();

    assertThat(health.isReady()).isFalse();
  }

  @Test
  void whatIsNotNeededIsToldAndLeavesItReady() throws Exception {
    monitoring
        .health()
        .addAll(
            () ->
                CompletableFuture.completedFuture(
                    List.of(new Check("certificate", false, false, "the old one"))));
    monitoring.health().started();

    await().atMost(TIMEOUT).until(() -> get("/readyz").body().contains("the old one"));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).contains("\"status\":\"degraded\"");
  }

  @Test
  void aCheckThatThrowsIsATroubleWithoutItsWordsAndNotTheEndOfLooking() throws Exception {
    monitoring
        .health()
        .add(
            "broken",
            () -> {
              throw new IllegalStateException("password=hunter2");
            });
    monitoring.health().started();

    await().atMost(TIMEOUT).until(() -> get("/readyz").body().contains("a check failed"));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("the log has").doesNotContain("hunter2");
  }

  @Test
  void whatIsDeadForGoodIsNotAlive() throws Exception {
    monitoring.health().addLife(() -> Optional.of("the topology has ended"));

    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).contains("the topology has ended");
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/metrics"))
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void onLoopbackAForeignHostNameIsRefused() throws Exception {
    assertThat(statusFor("evil.example:80")).contains(" 421 ");
    assertThat(statusFor("localhost:" + monitoring.port())).contains(" 200 ");
  }

  @Test
  void slowClientsAreTurnedAwayAndHoldUpNobodyElse() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 80; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), monitoring.port());
        slow.add(socket);
        socket.setSoTimeout(10);
        socket.getOutputStream().write("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
      }
      // Sooner than the slow ones are given up, which is after five seconds.
      await().atMost(Duration.ofSeconds(4)).until(() -> slow.stream().anyMatch(this::isTurnedAway));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> get("/healthz").statusCode(), status -> status == 200);
  }

  private boolean isTurnedAway(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void openMetricsIsServedToThoseWhoAskForIt() throws Exception {
    new Meters(monitoring.telemetry().meters()).counter(Metric.CLAIMS).increment();
    HttpRequest request =
        HttpRequest.newBuilder(uri("/metrics"))
            .timeout(TIMEOUT)
            .header("Accept", "application/openmetrics-text; version=1.0.0")
            .build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();

    assertThat(body).contains("tokenbroker_provider_claims_total 1.0").endsWith("# EOF\n");
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSetting() {
    assertThatThrownBy(() -> Monitoring.start(ManagementSettings.onLoopback(monitoring.port())))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining(Integer.toString(monitoring.port()))
        .hasMessageContaining("TOKENBROKER_MANAGEMENT_PORT");
  }

  private String statusFor(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), monitoring.port())) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket
          .getOutputStream()
          .write(
              ("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(30), StandardCharsets.US_ASCII);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + monitoring.port() + path);
  }
}
