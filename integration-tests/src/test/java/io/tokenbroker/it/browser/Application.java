// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The application's own site, to which a browser returns with the result. */
public final class Application implements AutoCloseable {
  private final HttpServer server;

  private Application(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free loopback port. */
  public static Application start() {
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] page = "welcome back".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
          });
      server.start();
      return new Application(server);
    } catch (IOException e) {
      throw new UncheckedIOException("the application's site could not start", e);
    }
  }

  /** Serves a page of the application besides those that welcome back. */
  public void serve(String path, HttpHandler page) {
    server.createContext(path, page);
  }

  /** Answers with a page. */
  public static void html(HttpExchange exchange, String page) throws IOException {
    send(exchange, "text/html; charset=utf-8", page);
  }

  /** Answers with JSON. */
  public static void json(HttpExchange exchange, String body) throws IOException {
    send(exchange, "application/json", body);
  }

  private static void send(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** What a connector has to allow for {@link #returnUrl}. */
  public URI origin() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Where browsers are to be sent back to. */
  public URI returnUrl() {
    return origin().resolve("/connected?from=settings");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
