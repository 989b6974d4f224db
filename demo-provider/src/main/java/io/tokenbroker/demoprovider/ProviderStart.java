// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Puts a provider together and brings it up, or leaves nothing behind. */
final class ProviderStart {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MAX_INITIAL_LINE_BYTES = 16 * 1024;

  private final DemoProviderSettings settings;

  ProviderStart(DemoProviderSettings settings) {
    this.settings = settings;
  }

  DemoProvider start() {
    Observations observations = new Observations(settings.recordSecrets());
    Scripts scripts = new Scripts();
    Vertx vertx = Vertx.vertx(vertxOptions());
    try {
      HttpServer server = vertx.createHttpServer(serverOptions());
      // The port is known once the server listens, and no request comes before that.
      Supplier<ProviderUris> uris =
          () ->
              settings
                  .issuer()
                  .map(ProviderUris::new)
                  .orElseGet(() -> ProviderUris.of(settings.host(), server.actualPort()));
      Optional<GrantFile> file = settings.dataFile().map(GrantFile::new);
      server.requestHandler(
          new ProviderRouter(vertx, settings, scripts, observations, uris).router(file));
      listen(server);
      return new DemoProvider(vertx, uris.get(), scripts, observations);
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  /**
   * HTTP/1.1 only: there a connection carries one request, so dropping it loses no other's answer.
   */
  private HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(MAX_INITIAL_LINE_BYTES);
  }

  private void listen(HttpServer server) {
    try {
      server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (settings.port() != 0 && e.getCause() instanceof BindException) {
        throw new PortTakenException(settings.host(), settings.port(), e.getCause());
      }
      throw failure("check the host and the port", e);
    } catch (TimeoutException e) {
      throw failure("it took longer than " + DEADLINE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("the start was interrupted", e);
    }
  }

  private IllegalStateException failure(String advice, Throwable cause) {
    return new IllegalStateException(
        "The demo provider could not listen on "
            + settings.host()
            + ":"
            + settings.port()
            + ": "
            + advice,
        cause);
  }
}
