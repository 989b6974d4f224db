// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.it.port.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A Prometheus that scrapes and evaluates twice a second, with the rules of the repository: only
 * their {@code for} is made short, so that an alert fires as soon as its condition holds.
 */
final class Prometheus implements AutoCloseable {
  static final Path BINARY = Path.of("/usr/bin/prometheus");

  private static final Path RULES = Path.of("..", "ops", "prometheus", "alerts.yml");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String CONFIGURATION =
      """
      global:
        scrape_interval: 500ms
        scrape_timeout: 500ms
        evaluation_interval: 500ms
      rule_files: [alerts.yml]
      scrape_configs:
        - job_name: tokenbroker-broker
          file_sd_configs: [{files: [tokenbroker-broker.json], refresh_interval: 1s}]
        - job_name: tokenbroker-gateway
          file_sd_configs: [{files: [tokenbroker-gateway.json], refresh_interval: 1s}]
      """;

  private final Path folder;
  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();

  private Prometheus(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  static Prometheus start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("prometheus.yml"), CONFIGURATION);
    Files.writeString(
        folder.resolve("alerts.yml"),
        Files.readString(RULES).replaceAll("(?m)^( +for: ).*$", "$10s"));
    int port = FreePort.next();
    Process process =
        new ProcessBuilder(
                BINARY.toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(folder, process, port);
  }

  /** From now on these ports are scraped. */
  void scrape(String job, Integer... ports) throws IOException {
    Path file = folder.resolve(job + ".json");
    Path next = folder.resolve(job + ".next");
    List<String> targets = Arrays.stream(ports).map(target -> "127.0.0.1:" + target).toList();
    Files.writeString(next, json.writeValueAsString(List.of(Map.of("targets", targets))));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The names of the alerts that fire now. */
  Set<String> firing() {
    return stream(get("/api/v1/alerts").at("/data/alerts"))
        .filter(alert -> alert.at("/state").asText().equals("firing"))
        .map(alert -> alert.at("/labels/alertname").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The rules' names. */
  Set<String> rules() {
    return stream(get("/api/v1/rules").at("/data/groups/0/rules"))
        .map(rule -> rule.at("/name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is wrong with rules that could not be evaluated. */
  List<String> brokenRules() {
    return stream(get("/api/v1/rules").at("/data/groups/0/rules"))
        .filter(rule -> !rule.at("/health").asText().equals("ok"))
        .map(rule -> rule.at("/name").asText() + ": " + rule.at("/lastError").asText())
        .toList();
  }

  /** How many series a query gives. */
  int series(String query) {
    return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
        .at("/data/result")
        .size();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private JsonNode get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(TIMEOUT)
              .build();
      return json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException("Prometheus does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
