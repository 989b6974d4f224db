// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A provider on loopback that answers as it is told and keeps what it was asked. */
final class ScriptedProvider implements AutoCloseable {
  /** What it was asked. */
  record Asked(String path, Map<String, String> headers, String body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** What it answers. */
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body);
    }
  }

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  ScriptedProvider(Vertx vertx, Function<Asked, Reply> script) throws Exception {
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(request -> answer(request, script))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request, Function<Asked, Reply> script) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    request
        .body()
        .onSuccess(
            body -> {
              Asked now = new Asked(request.path(), headers, body.toString());
              asked.add(now);
              Reply reply = script.apply(now);
              request.response().setStatusCode(reply.status());
              reply.headers().forEach(request.response()::putHeader);
              request.response().putHeader("Content-Type", "application/json");
              request.response().end(reply.body()).onFailure(gone -> {});
            });
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  /** Everything that it was asked, in order. */
  List<Asked> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
