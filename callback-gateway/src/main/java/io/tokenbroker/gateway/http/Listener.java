// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;

/** One event loop's listener. Vert.x deals the connections out among those on one port. */
final class Listener extends VerticleBase {
  private final HttpServerOptions options;
  private final Door door;

  Listener(HttpServerOptions options, Door door) {
    this.options = options;
    this.door = door;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(options)
        .requestHandler(door)
        .listen()
        .onSuccess(server -> door.listensOn(server.actualPort()));
  }
}
