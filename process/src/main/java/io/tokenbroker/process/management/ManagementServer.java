// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /metrics}, {@code /healthz} and {@code /readyz}, and nothing else. A few threads and a
 * short queue: a connection beyond them is closed, so that clients who send or read slowly never
 * hold up the thread that accepts the others. Thread-safe.
 */
public final class ManagementServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
  private static final int THREADS = 4;
  private static final int QUEUE = 32;
  private static final int BACKLOG = 32;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static {
    // The JDK's server waits for ever for a slow client otherwise; the values are seconds.
    setIfUnset("sun.net.httpserver.maxReqTime", "5");
    setIfUnset("sun.net.httpserver.maxRspTime", "30");
    setIfUnset("sun.net.httpserver.idleInterval", "30");
    setIfUnset("jdk.httpserver.maxConnections", "256");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final PrometheusMeterRegistry registry;
  private final Health health;
  private final ManagementHosts hosts;

  static ManagementServer start(
      ManagementSettings settings, PrometheusMeterRegistry registry, Health health) {
    try {
      return new ManagementServer(settings, registry, health);
    } catch (IOException | IllegalArgumentException e) {
      throw new ManagementException(
          "could not listen for metrics and health on "
              + settings.host()
              + ", port "
              + settings.port()
              + ": "
              + e.getMessage()
              + "; TOKENBROKER_MANAGEMENT_PORT chooses another port",
          e);
    }
  }

  private ManagementServer(
      ManagementSettings settings, PrometheusMeterRegistry registry, Health health)
      throws IOException {
    this.registry = registry;
    this.health = health;
    this.hosts = new ManagementHosts(settings.host());
    this.server =
        HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> {
              Thread thread = new Thread(task, "management");
              thread.setDaemon(true);
              return thread;
            },
            // The server closes the connection of what is refused.
            new ThreadPoolExecutor.AbortPolicy());
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Integer> refusal = refusal(exchange);
      if (refusal.isPresent()) {
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(refusal.get(), -1);
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> metrics(exchange);
        case "/healthz" -> alive(exchange);
        default -> ready(exchange);
      }
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a request for metrics or health failed");
    }
  }

  /** Another host's name: a web page that had its own name resolved to this address. */
  private Optional<Integer> refusal(HttpExchange exchange) {
    List<String> names =
        Optional.ofNullable(exchange.getRequestHeaders().get("Host")).orElse(List.of());
    if (names.size() != 1 || !hosts.accept(names.get(0))) {
      return Optional.of(421);
    }
    Optional<String> path = Optional.ofNullable(exchange.getRequestURI().getPath());
    if (path.filter(List.of("/metrics", "/healthz", "/readyz")::contains).isEmpty()) {
      return Optional.of(404);
    }
    String method = exchange.getRequestMethod();
    return method.equals("GET") || method.equals("HEAD") ? Optional.empty() : Optional.of(405);
  }

  private void metrics(HttpExchange exchange) throws IOException {
    boolean open =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
            .filter(accept -> accept.contains("application/openmetrics-text"))
            .isPresent();
    ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 16);
    registry.scrape(body, open ? OPEN_METRICS : TEXT);
    send(exchange, OK, open ? OPEN_METRICS : TEXT, body.toByteArray());
  }

  private void alive(HttpExchange exchange) throws IOException {
    Optional<String> dead = health.dead();
    ObjectNode body = MAPPER.createObjectNode();
    body.put("status", dead.isEmpty() ? "ok" : "dead");
    dead.ifPresent(reason -> body.put("detail", reason));
    send(exchange, dead.isEmpty() ? OK : UNAVAILABLE, JSON, bytes(body));
  }

  private void ready(HttpExchange exchange) throws IOException {
    List<Check> checks = health.checks();
    ObjectNode body = MAPPER.createObjectNode();
    body.put("status", checks.stream().allMatch(Check::ok) ? "ok" : "degraded");
    ArrayNode list = body.putArray("checks");
    checks.forEach(
        check ->
            list.addObject()
                .put("name", check.name())
                .put("status", check.ok() ? "ok" : "degraded")
                .put("detail", check.detail()));
    boolean ready = checks.stream().allMatch(check -> check.ok() || !check.needed());
    send(exchange, ready ? OK : UNAVAILABLE, JSON, bytes(body));
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void setIfUnset(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
