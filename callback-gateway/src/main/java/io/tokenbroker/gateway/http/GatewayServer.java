// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.request.ClientAddresses;
import io.tokenbroker.process.metrics.Metric;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: one listener on each event loop, limits on all that a client can send. */
public final class GatewayServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SWEEP_EVERY = Duration.ofMillis(500);
  private static final int MAX_LISTENERS = 4;

  private final Vertx vertx;
  private final PublicUrl publicUrl;
  private final int port;
  private final Supplier<List<HealthCheck>> warnings;
  private final Optional<CertificateReload> reload;

  private GatewayServer(
      Vertx vertx,
      PublicUrl publicUrl,
      int port,
      Supplier<List<HealthCheck>> warnings,
      Optional<CertificateReload> reload) {
    this.warnings = warnings;
    this.reload = reload;
    this.vertx = vertx;
    this.publicUrl = publicUrl;
    this.port = port;
  }

  /**
   * Listens.
   *
   * @throws ListenException if it can't listen
   */
  public static GatewayServer start(HttpSettings settings, GatewayParts parts) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      boolean secure =
          settings.publicUrl().map(PublicUrl::new).filter(PublicUrl::isSecure).isPresent();
      SecurityHeaders headers = new SecurityHeaders(secure);
      HttpServerOptions options = HttpOptions.of(settings, vertx);
      ConnectionGuard connections =
          new ConnectionGuard(
              settings.maxConnections(), settings.deadlines(), HttpOptions.decoder());
      Door door = new Door(headers, connections);
      List<HttpServer> servers = listen(vertx, options, door, connections);
      vertx.setPeriodic(SWEEP_EVERY.toMillis(), timer -> connections.sweep());
      PublicUrl url =
          settings
              .publicUrl()
              .map(PublicUrl::new)
              .orElseGet(() -> PublicUrl.onLoopback(settings.host(), door.port()));
      Optional<CertificateReload> reload =
          settings.tls().map(files -> new CertificateReload(vertx, files, servers));
      parts.meters().gauge(Metric.CONNECTIONS, connections::count);
      reload.ifPresent(
          watching -> parts.meters().gauge(Metric.CERTIFICATE_EXPIRY, watching::expiry));
      Edge edge =
          new Edge(
              headers,
              connections,
              new ClientAddresses(settings.trustedProxies()),
              () -> reload.map(CertificateReload::health).stream().toList(),
              settings.accessLog());
      door.open(
          new RequestGuard(new HostNames(url, settings.otherHosts())),
          GatewayRouter.of(vertx, parts, url, edge));
      return new GatewayServer(vertx, url, door.port(), edge.warnings(), reload);
    } catch (RuntimeException e) {
      close(vertx.close());
      throw e;
    }
  }

  private static List<HttpServer> listen(
      Vertx vertx, HttpServerOptions options, Door door, ConnectionGuard connections) {
    List<HttpServer> servers = new CopyOnWriteArrayList<>();
    int listeners = Math.min(MAX_LISTENERS, Runtime.getRuntime().availableProcessors());
    try {
      await(
          vertx.deployVerticle(
              () -> new Listener(options, door, connections, servers::add),
              new DeploymentOptions().setInstances(listeners)),
          START_TIMEOUT);
      return servers;
    } catch (IllegalStateException e) {
      throw new ListenException(
          "could not listen on "
              + options.getHost()
              + ", port "
              + options.getPort()
              + ": "
              + e.getMessage()
              + "; choose another port or address, or stop what uses it",
          e);
    }
  }

  /** What is not well that it can do without. Never waits. */
  public List<HealthCheck> warnings() {
    return warnings.get();
  }

  public URI publicUrl() {
    return publicUrl.value();
  }

  public int port() {
    return port;
  }

  /** Stops listening and waits for what is under way, at most twenty seconds. */
  @Override
  public void close() {
    reload.ifPresent(watching -> close(watching.stop()));
    close(vertx.close());
  }

  private static void close(Future<?> closing) {
    try {
      await(closing, CLOSE_TIMEOUT);
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("the HTTP server did not close in time");
    }
  }

  private static void await(Future<?> future, Duration atMost) {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("unknown"), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer in " + atMost.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
