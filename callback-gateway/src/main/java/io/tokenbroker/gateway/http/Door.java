// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where requests come in. The routes need the public URL, which may need the port, which is known
 * when the server listens: until then a request is turned away.
 */
final class Door implements Handler<HttpServerRequest> {
  private static final int UNAVAILABLE = 503;

  private final SecurityHeaders headers;
  private final ConnectionGuard connections;
  private volatile Handler<HttpServerRequest> inside = request -> turnAway(request, UNAVAILABLE);
  private volatile int port;

  Door(SecurityHeaders headers, ConnectionGuard connections) {
    this.headers = headers;
    this.connections = connections;
  }

  void open(RequestGuard guard, Handler<HttpServerRequest> routes) {
    inside =
        request ->
            guard
                .refusal(request)
                .ifPresentOrElse(status -> turnAway(request, status), () -> routes.handle(request));
  }

  void listensOn(int actualPort) {
    port = actualPort;
  }

  int port() {
    return port;
  }

  SecurityHeaders headers() {
    return headers;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (connections.began(request)) {
      inside.handle(request);
    }
  }

  private void turnAway(HttpServerRequest request, int status) {
    connections.refuse(request);
    headers.putOn(request.response());
    request.response().setStatusCode(status);
    if (status == UNAVAILABLE) {
      request.response().putHeader("Retry-After", "1");
    }
    request.response().end().onComplete(done -> connections.closeRefused(request));
  }
}
