// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.chromium;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that uses {@code connect.js}, and at {@code localhost}, which is another site to a
 * browser, the provider's pages that come of it.
 */
final class ScriptedApplication implements AutoCloseable {
  private static final String SETTINGS =
      """
      <!doctype html><html lang="en"><title>Settings</title>
      <button id="tab">Connect in a tab</button>
      <button id="apart">Connect at a provider apart</button>
      <button id="here">Connect here</button>
      <p id="out"></p>
      <script type="module">
      import { connect } from "%s";
      const out = document.getElementById("out");
      const on = (id, mode) => document.getElementById(id).addEventListener("click", async () => {
        const start = () => fetch("/start?" + id, { method: "POST" }).then((a) => a.json());
        try {
          out.textContent = "result: " + JSON.stringify(await connect({ start, mode }));
        } catch (error) {
          out.textContent = "error: " + error.code + " " + error.message;
        }
      });
      on("tab", "new-tab");
      on("apart", "new-tab");
      on("here", "redirect");
      out.textContent = "ready";
      </script>
      """;

  private static final String RETURNED =
      """
      <!doctype html><html lang="en"><title>Returned</title><p id="out"></p>
      <script type="module">
      import { complete } from "%s";
      document.getElementById("out").textContent = "returned: " + JSON.stringify(await complete());
      </script>
      """;

  private static final String PROVIDER =
      """
      <!doctype html><html lang="en"><title>Provider</title>
      <a href="%1$s&amp;result=succeeded">Allow</a>
      <a href="%1$s&amp;result=confirm&amp;confirmation_code=c0de">Ask to confirm</a>
      """;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger started = new AtomicInteger();

  ScriptedApplication(URI module) {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the application could not start", e);
    }
    server.setExecutor(threads);
    server.createContext("/settings", exchange -> html(exchange, SETTINGS.formatted(module)));
    server.createContext("/returned", exchange -> html(exchange, RETURNED.formatted(module)));
    server.createContext("/start", this::start);
    server.createContext("/provider", this::provider);
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void start(HttpExchange exchange) throws IOException {
    String id = "flow-" + started.incrementAndGet();
    String provider =
        "http://localhost:"
            + server.getAddress().getPort()
            + "/provider/"
            + exchange.getRequestURI().getQuery()
            + "/"
            + id;
    send(
        exchange,
        "application/json",
        "{\"connectUrl\": \"" + provider + "\", \"authorizationId\": \"" + id + "\"}");
  }

  private void provider(HttpExchange exchange) throws IOException {
    Path path = Path.of(exchange.getRequestURI().getPath());
    if (path.getName(1).toString().equals("apart")) {
      exchange.getResponseHeaders().set("Cross-Origin-Opener-Policy", "same-origin");
    }
    html(
        exchange,
        PROVIDER.formatted(
            url(
                "/returned?from=settings&amp;connector=crm&amp;authorization_id="
                    + path.getName(2))));
  }

  private static void html(HttpExchange exchange, String page) throws IOException {
    send(exchange, "text/html; charset=utf-8", page);
  }

  private static void send(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
