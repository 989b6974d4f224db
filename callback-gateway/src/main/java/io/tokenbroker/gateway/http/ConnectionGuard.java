// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds what a connection may do: how many there are, how long a client may take for a request.
 * The server's own idle time-out does not do that: a client that sends a byte now and then is never
 * idle. One for all listeners; thread-safe.
 */
final class ConnectionGuard {
  private static final boolean WELCOME = true;
  private static final boolean REFUSED = false;
  private static final String DECODER = "httpDecoder";

  private final int maxConnections;
  private final Deadlines deadlines;
  private final HttpDecoderConfig limits;
  private final Map<HttpConnection, Long> waiting = new ConcurrentHashMap<>();
  private final Map<HttpServerRequest, Long> receiving = new ConcurrentHashMap<>();
  private final Map<HttpConnection, Boolean> open = new ConcurrentHashMap<>();

  ConnectionGuard(int maxConnections, Deadlines deadlines, HttpDecoderConfig limits) {
    this.maxConnections = maxConnections;
    this.deadlines = deadlines;
    this.limits = limits;
  }

  /** A connection was made; one too many is closed. */
  void opened(HttpConnection connection) {
    if (open.size() >= maxConnections) {
      connection.close();
      return;
    }
    open.put(connection, WELCOME);
    waiting.put(connection, System.nanoTime() + deadlines.head().toNanos());
    connection.closeHandler(closed -> forget(connection));
    if (connection instanceof ConnectionBase base) {
      beStrict(base.channel());
    }
  }

  /**
   * A request's head is there.
   *
   * @return whether it may be answered; not if it came after one that was refused
   */
  boolean began(HttpServerRequest request) {
    if (open.getOrDefault(request.connection(), REFUSED) == REFUSED) {
      return false;
    }
    waiting.remove(request.connection());
    if (!hasBody(request)) {
      return true;
    }
    receiving.put(request, System.nanoTime() + deadlines.body().toNanos());
    request.end().onComplete(done -> receiving.remove(request));
    return true;
  }

  /**
   * A request is refused for its form: nothing that follows on its connection is looked at, as it
   * may be the rest of a request in disguise. HTTP/2 knows where a request ends.
   */
  void refuse(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      open.replace(request.connection(), REFUSED);
      request.response().putHeader("Connection", "close");
    }
  }

  /** Closes the connection of a request that was refused, when its answer is out. */
  void closeRefused(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.connection().close();
    }
  }

  /** A request was answered: the connection is waiting for the next one. */
  void answered(HttpServerRequest request) {
    receiving.remove(request);
    HttpConnection connection = request.connection();
    if (request.version() != HttpVersion.HTTP_2 && open.containsKey(connection)) {
      waiting.put(connection, System.nanoTime() + deadlines.betweenRequests().toNanos());
    }
  }

  /** Closes the connections whose clients took too long. To be called now and then. */
  void sweep() {
    long now = System.nanoTime();
    waiting.forEach(
        (connection, deadline) -> {
          if (now - deadline > 0) {
            connection.close();
          }
        });
    receiving.forEach(
        (request, deadline) -> {
          if (now - deadline > 0) {
            receiving.remove(request);
            request.connection().close();
          }
        });
  }

  int count() {
    return open.size();
  }

  private void forget(HttpConnection connection) {
    open.remove(connection);
    waiting.remove(connection);
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        || request.headers().contains("Content-Length")
        || request.headers().contains("Transfer-Encoding");
  }

  /** HTTP/2 has frames instead, and no such decoder. */
  private void beStrict(Channel channel) {
    if (channel.pipeline().get(DECODER) != null) {
      channel.pipeline().replace(DECODER, DECODER, new StrictRequestDecoder(limits));
    }
  }
}
