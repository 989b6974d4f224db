// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.address.PublicUrl;
import io.tokenbroker.gateway.browser.FormTokens;
import io.tokenbroker.gateway.browser.RefusedException;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.event.EventAppender;
import io.tokenbroker.gateway.page.Assets;
import io.tokenbroker.gateway.page.PageSender;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.gateway.session.Sessions;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** One route of a flow over real HTTP. A refusal is answered with 400 and its reason. */
final class FlowServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  final Vertx vertx = Vertx.vertx();
  final Replies replies = Replies.create();
  final List<SpecificRecord> events = new CopyOnWriteArrayList<>();
  final FlowParts parts;
  private final HttpServer server;

  FlowServer(
      Path folder,
      Optional<Session> session,
      String path,
      Function<FlowParts, Function<RoutingContext, Future<Void>>> route) {
    GatewayKeys keys =
        GatewayKeys.from(
            KeysetFolder.create(
                folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek"))));
    PublicUrl url = new PublicUrl(URI.create("http://127.0.0.1:1"));
    this.parts =
        new FlowParts(
            url,
            keys,
            noConnectors(),
            new EventAppender(
                (topic, key, event) -> {
                  events.add(event);
                  return CompletableFuture.completedFuture(null);
                },
                Traces.off()),
            replies,
            new PageSender(vertx, Assets.load(url)),
            FlowSettings.DEFAULT,
            sessions(session),
            new FormTokens(SealedText.of(keys), url),
            Duration.ofSeconds(5),
            Clock.fixed(NOW, ZoneOffset.UTC));
    Router router = Router.router(vertx);
    Function<RoutingContext, Future<Void>> handler = route.apply(parts);
    router
        .route(path)
        .handler(rc -> handler.apply(rc).onFailure(rc::fail))
        .failureHandler(
            rc ->
                rc.response()
                    .setStatusCode(400)
                    .end(
                        rc.failure() instanceof RefusedException refused
                            ? refused.reason()
                            : String.valueOf(rc.failure())));
    this.server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    replies.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Sessions sessions(Optional<Session> session) {
    return new Sessions() {
      @Override
      public Optional<Session> current(RoutingContext rc) {
        return session;
      }

      @Override
      public Optional<URI> loginUrl(String backTo) {
        return Optional.of(URI.create("/login?back=" + backTo));
      }
    };
  }

  private static Connectors noConnectors() {
    return new Connectors() {
      @Override
      public Optional<ConnectorDefined> find(ConnectorId id) {
        return Optional.empty();
      }

      @Override
      public List<ConnectorDefined> all(String tenant) {
        return List.of();
      }

      @Override
      public boolean isComplete() {
        return true;
      }
    };
  }
}
