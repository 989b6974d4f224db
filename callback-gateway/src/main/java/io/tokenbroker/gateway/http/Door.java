// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where requests come in. The routes need the public URL, which may need the port, which is known
 * when the server listens: until then a request is turned away.
 */
final class Door implements Handler<HttpServerRequest> {
  private volatile Handler<HttpServerRequest> inside =
      request -> request.response().setStatusCode(503).putHeader("Retry-After", "1").end();
  private volatile int port;

  void open(Handler<HttpServerRequest> routes) {
    inside = routes;
  }

  void listensOn(int actualPort) {
    port = actualPort;
  }

  int port() {
    return port;
  }

  @Override
  public void handle(HttpServerRequest request) {
    inside.handle(request);
  }
}
