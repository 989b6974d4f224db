// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All providers of the catalogue on one loopback port, each under its own first path segment. */
public final class PlayedProviders implements AutoCloseable {
  private static final String JSON = "application/json; charset=utf-8";

  private final Map<String, ProfileCase> cases;
  private final Map<String, List<Recorded>> requests = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private PlayedProviders(List<ProfileCase> cases, HttpServer server) {
    this.cases = cases.stream().collect(Collectors.toMap(ProfileCase::name, Function.identity()));
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Starts on a free loopback port. */
  public static PlayedProviders start(List<ProfileCase> cases) {
    try {
      return new PlayedProviders(
          cases,
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("the played providers could not start", e);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The first request of a kind to a provider. */
  public Optional<Recorded> request(String name, Recorded.Kind kind) {
    return requests.getOrDefault(name, List.of()).stream()
        .filter(request -> request.kind() == kind)
        .findFirst();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      ProfileCase provider = cases.get(path.split("/", -1)[1]);
      if (provider == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      Recorded request = recorded(provider, exchange, path);
      requests
          .computeIfAbsent(provider.name(), missing -> new CopyOnWriteArrayList<>())
          .add(request);
      send(exchange, provider, request.kind());
    }
  }

  private static Recorded recorded(ProfileCase provider, HttpExchange exchange, String path)
      throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    String method = exchange.getRequestMethod();
    return new Recorded(
        Instant.now(), kind(provider, method, path, body), method, path, headers, body);
  }

  private static Recorded.Kind kind(ProfileCase provider, String method, String path, String body) {
    if (isRevocation(provider, method, path)) {
      return Recorded.Kind.REVOCATION;
    }
    if (body.contains(provider.refusedCode())) {
      return Recorded.Kind.REFUSED_EXCHANGE;
    }
    return body.contains(provider.code()) || !provider.isForPersons()
        ? Recorded.Kind.EXCHANGE
        : Recorded.Kind.REFRESH;
  }

  private static boolean isRevocation(ProfileCase provider, String method, String path) {
    if (!provider.isRevoked()) {
      return false;
    }
    String token = provider.played(URI.create(""), provider.text("token"));
    boolean isTokenRequest =
        path.equals(token)
            || provider
                .refreshEndpoint()
                .filter(endpoint -> path.equals(provider.played(URI.create(""), endpoint)))
                .isPresent();
    return !method.equals("POST") || !isTokenRequest;
  }

  private static void send(HttpExchange exchange, ProfileCase provider, Recorded.Kind kind)
      throws IOException {
    JsonNode answer =
        switch (kind) {
          case EXCHANGE -> provider.data().path("exchange");
          case REFUSED_EXCHANGE -> provider.data().path("error");
          case REFRESH -> provider.data().path("refresh");
          case REVOCATION -> provider.data().path("none");
        };
    byte[] body = provider.filled(answer.path("answer").asText()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.path("type").asText(JSON));
    exchange.sendResponseHeaders(
        answer.path("status").asInt(200), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
