// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.standalone.system.DemoGrant;
import io.tokenbroker.standalone.system.GatewayApi;
import io.tokenbroker.standalone.system.GatewayApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for an application's back end: a page on the loopback address with buttons that
 * connect, refresh and disconnect the demo grants through the gateway's API, and with the way to
 * the person's connections page. It asks nobody who they are, so it answers only requests that name
 * a loopback host (against DNS rebinding) and forms of its own.
 */
final class StartPage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StartPage.class);
  private static final int THREADS = 4;
  private static final int MAX_FORM_BYTES = 1024;
  private static final Map<String, String> NOTICES =
      Map.of(
          "result=succeeded", "Connected.",
          "result=failed", "It was not connected; the terminal or the log says why.",
          "asked=refresh", "A refresh was asked for: the runner prints it when it arrives.",
          "asked=disconnect", "Disconnected.");

  private final GatewayApi gateway;
  private final TokenClient tokens;
  private final HttpServer server;
  private final ExecutorService workers;
  private final StartPageView view = new StartPageView();

  private StartPage(
      GatewayApi gateway, TokenClient tokens, HttpServer server, ExecutorService workers) {
    this.gateway = gateway;
    this.tokens = tokens;
    this.server = server;
    this.workers = workers;
  }

  /**
   * Starts to listen on loopback.
   *
   * @param port 0 to 65535; 0 takes any free one
   */
  static StartPage start(int port, GatewayApi gateway, TokenClient tokens) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return start(new InetSocketAddress(loopback, port), gateway, tokens);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** Starts to listen; browsers have to reach it at the same port of their own loopback address. */
  static StartPage start(InetSocketAddress address, GatewayApi gateway, TokenClient tokens) {
    try {
      HttpServer server = HttpServer.create(address, 0);
      ExecutorService workers =
          Executors.newFixedThreadPool(
              THREADS,
              task -> {
                Thread thread = new Thread(task, "start-page");
                thread.setDaemon(true);
                return thread;
              });
      StartPage page = new StartPage(gateway, tokens, server, workers);
      server.setExecutor(workers);
      server.createContext("/", page::serve);
      server.start();
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The start page cannot listen on port " + address.getPort(), e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    if (!isOurs(exchange)) {
      send(exchange, 403, "text/plain", "Only this page's own forms are answered.");
      return;
    }
    String path = exchange.getRequestURI().getPath();
    try {
      switch (exchange.getRequestMethod() + " " + path) {
        case "GET /" -> send(exchange, 200, "text/html", page(exchange));
        case "GET /style.css" -> send(exchange, 200, "text/css", stylesheet());
        case "POST /connections" ->
            redirect(
                exchange, gateway.connectionsLink(DemoGrant.PERSONAL.user().orElseThrow(), url()));
        case "POST /connect", "POST /refresh", "POST /disconnect" -> act(exchange, path);
        default -> send(exchange, 404, "text/plain", "There is nothing here. Go to " + url());
      }
    } catch (GatewayApiException e) {
      log.atWarn().setCause(e).log("the start page's request to the gateway failed");
      send(
          exchange,
          502,
          "text/plain",
          e.getMessage() + "\nGo back to " + url() + " and try again.");
    }
  }

  private void act(HttpExchange exchange, String path) throws IOException, InterruptedException {
    Optional<DemoGrant> chosen = grant(exchange);
    if (chosen.isEmpty()) {
      send(exchange, 400, "text/plain", "The form names no grant.");
      return;
    }
    DemoGrant grant = chosen.get();
    switch (path) {
      case "/connect" -> redirect(exchange, gateway.start(grant, Optional.of(url())).connectUrl());
      case "/refresh" -> {
        tokens.get(grant.key()).ifPresent(tokens::reportRejected);
        redirect(exchange, url().resolve("/?asked=refresh"));
      }
      default -> {
        gateway.disconnect(grant);
        redirect(exchange, url().resolve("/?asked=disconnect"));
      }
    }
  }

  private String page(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String notice =
        Arrays.stream(query.split("&", -1))
            .map(parameter -> NOTICES.getOrDefault(parameter, ""))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return view.page(notice, grant -> tokens.status(grant.key()));
  }

  private boolean isOurs(HttpExchange exchange) {
    String host = header(exchange, "Host").orElse("");
    int port = server.getAddress().getPort();
    boolean loopback = host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port);
    return loopback
        && (exchange.getRequestMethod().equals("GET")
            || header(exchange, "Origin").map(("http://" + host)::equals).orElse(true));
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static Optional<DemoGrant> grant(HttpExchange exchange) throws IOException {
    String form =
        new String(exchange.getRequestBody().readNBytes(MAX_FORM_BYTES), StandardCharsets.US_ASCII);
    return Arrays.stream(DemoGrant.values())
        .filter(grant -> form.equals("grant=" + grant.name()))
        .findFirst();
  }

  private static String stylesheet() throws IOException {
    try (InputStream css = StartPage.class.getResourceAsStream("style.css")) {
      if (css == null) {
        throw new IllegalStateException("style.css is missing beside " + StartPage.class.getName());
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void redirect(HttpExchange exchange, URI target) throws IOException {
    exchange.getResponseHeaders().set("Location", target.toString());
    send(exchange, 303, "text/plain", "");
  }

  /** No form-action: browsers hold a form's redirects to it too, and those lead to the provider. */
  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Referrer-Policy", "same-origin");
    exchange
        .getResponseHeaders()
        .set(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
