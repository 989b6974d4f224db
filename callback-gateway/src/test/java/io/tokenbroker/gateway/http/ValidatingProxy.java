// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a test and the gateway, and compares what goes by with the OpenAPI document. What
 * does not fit is in headers of the response.
 */
final class ValidatingProxy implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final OpenAPIContract contract;
  private final RequestValidator requests;
  private final ResponseValidator responses;
  private final HttpServer server;
  private final int gatewayPort;
  final Set<String> seen = ConcurrentHashMap.newKeySet();

  ValidatingProxy(JsonObject document, int gatewayPort) {
    this.gatewayPort = gatewayPort;
    // The validator knows no application/problem+json: to it, problems are plain JSON.
    this.contract =
        await(
            OpenAPIContract.from(vertx, new JsonObject(document.encode().replace(PROBLEM, JSON))));
    this.requests = RequestValidator.create(vertx, contract);
    this.responses = ResponseValidator.create(vertx, contract);
    this.server =
        await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  /** Every answer that the document knows: operation and status. */
  Set<String> documented() {
    Set<String> all = ConcurrentHashMap.newKeySet();
    for (Operation operation : contract.operations()) {
      operation.getOpenAPIModel().getJsonObject("responses").fieldNames().stream()
          // The library writes notes of its own into the document.
          .filter(status -> !status.startsWith("__"))
          .forEach(status -> all.add(operation.getOperationId() + " " + status));
    }
    return all;
  }

  private void handle(HttpServerRequest request) {
    Operation operation = contract.findOperation(request.path(), request.method());
    Future<Buffer> body = request.body();
    Future<String> fault =
        requests
            .validate(request, operation.getOperationId())
            .map("")
            .otherwise(error -> "request: " + error.getMessage());
    Future.all(body, fault)
        .compose(done -> forward(request, operation, body.result(), fault.result()))
        .onFailure(error -> request.response().setStatusCode(502).end(error.toString()));
  }

  private Future<Void> forward(
      HttpServerRequest request, Operation operation, Buffer body, String requestFault) {
    return client
        .request(
            new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(gatewayPort, "127.0.0.1"))
                .setMethod(HttpMethod.valueOf(request.method().name()))
                .setURI(request.uri())
                .setTimeout(20_000))
        .compose(
            onward -> {
              request
                  .headers()
                  .forEach(
                      header -> {
                        if (!header.getKey().equalsIgnoreCase("Host")) {
                          onward.putHeader(header.getKey(), header.getValue());
                        }
                      });
              return onward.send(body);
            })
        .compose(
            answer ->
                answer
                    .body()
                    .compose(
                        content -> {
                          Map<String, String> headers = new HashMap<>();
                          answer.headers().forEach(it -> headers.put(it.getKey(), it.getValue()));
                          seen.add(operation.getOperationId() + " " + answer.statusCode());
                          return responses
                              .validate(
                                  ValidatableResponse.create(
                                      answer.statusCode(), headers, content, type(answer)),
                                  operation.getOperationId())
                              .map("")
                              .otherwise(error -> "response: " + error.getMessage())
                              .compose(
                                  fault ->
                                      request
                                          .response()
                                          .setStatusCode(answer.statusCode())
                                          .putHeader("X-Request-Fault", oneLine(requestFault))
                                          .putHeader("X-Response-Fault", oneLine(fault))
                                          .end(content));
                        }));
  }

  /** The type as the validator knows it, if it is the one that goes with the status. */
  private static String type(HttpClientResponse answer) {
    String expected = answer.statusCode() >= 400 ? PROBLEM : JSON;
    String type = String.valueOf(answer.getHeader("Content-Type"));
    return type.equals(expected) ? JSON : type + " instead of " + expected;
  }

  private static String oneLine(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", " ");
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
