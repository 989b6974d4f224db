// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Where requests come in. The routes need the public URL, which may need the port, which is known
 * when the server listens: until then a request is turned away.
 */
final class Door implements Handler<HttpServerRequest> {
  /** What is behind the door. */
  record Inside(RequestGuard guard, Handler<HttpServerRequest> routes) {}

  private final SecurityHeaders headers;
  private final ConnectionGuard connections;
  private volatile Handler<HttpServerRequest> inside = request -> turnAway(request, 503);
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
    connections.began(request);
    inside.handle(request);
  }

  /**
   * Nothing that follows on the connection is read: it may be the rest of a request in disguise.
   */
  private void turnAway(HttpServerRequest request, int status) {
    headers.putOn(request.response());
    request.response().setStatusCode(status);
    if (status == 503) {
      request.response().putHeader("Retry-After", "1");
    }
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
    request
        .response()
        .end()
        .onComplete(
            done -> {
              if (request.version() != HttpVersion.HTTP_2) {
                request.connection().close();
              }
            });
  }
}
