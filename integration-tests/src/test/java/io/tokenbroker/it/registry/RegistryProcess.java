// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.registry;

import io.tokenbroker.it.port.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Apicurio's registry in a process of its own; Maven unpacks it into the target folder. */
final class RegistryProcess implements ApicurioRegistry {
  private static final Path SERVER = Path.of("target", "apicurio");
  private static final String JAR = "apicurio-registry-app-3.0.9-runner.jar";
  private static final Duration START_WAIT = Duration.ofMinutes(3);
  private static final Duration END_WAIT = Duration.ofMinutes(3);

  private final Process process;
  private final URI url;

  private RegistryProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts an empty registry and waits until it answers. */
  static RegistryProcess start(Path folder) {
    int port = FreePort.next();
    Path log = folder.resolve("registry.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-jar",
            JAR);
    builder.directory(SERVER.toFile());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    RegistryProcess registry;
    try {
      registry =
          new RegistryProcess(
              builder.start(), URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7"));
    } catch (IOException e) {
      throw new UncheckedIOException("the registry process could not be started", e);
    }
    try {
      registry.awaitAnswer(log);
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  @Override
  public URI url() {
    return url;
  }

  private void awaitAnswer(Path log) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/subjects"))
            .timeout(Duration.ofSeconds(2))
            .build();
    Awaitility.await("the registry answers")
        .atMost(START_WAIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .failFast("the registry ended, its log is " + log, () -> !process.isAlive())
        .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
  }

  @Override
  public void close() {
    kill();
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the registry process does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
