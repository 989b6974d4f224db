// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** One event loop's listener. Vert.x deals the connections out among those on one port. */
final class Listener extends VerticleBase {
  private final HttpServerOptions options;
  private final Door door;
  private final ConnectionGuard connections;
  private final Consumer<HttpServer> started;

  Listener(
      HttpServerOptions options,
      Door door,
      ConnectionGuard connections,
      Consumer<HttpServer> started) {
    this.options = options;
    this.door = door;
    this.connections = connections;
    this.started = started;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(options)
        .connectionHandler(connections::opened)
        .invalidRequestHandler(this::refuse)
        .requestHandler(door)
        .listen()
        .onSuccess(
            server -> {
              door.listensOn(server.actualPort());
              started.accept(server);
            });
  }

  /** What the decoder could not read: an answer with its status, then the connection's end. */
  private void refuse(HttpServerRequest request) {
    if (!connections.began(request)) {
      return;
    }
    connections.refuse(request);
    door.headers().putOn(request.response());
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }
}
