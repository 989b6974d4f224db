// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenbroker.gateway.address.Origin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Gets JSON documents: over https (plain http on loopback only), without redirects, within a
 * deadline and a size. Never blocks. Thread-safe.
 */
final class DocumentFetcher {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 256 * 1024;

  private final HttpClient http;
  private final Duration deadline;

  /**
   * @param deadline for one document, from the first byte sent to the last one read
   * @param executor runs what follows an answer
   */
  DocumentFetcher(Duration deadline, Executor executor) {
    this.deadline = deadline;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();
  }

  /** Gets a document; fails with an {@link IllegalStateException} that says why there is none. */
  CompletableFuture<JsonNode> get(URI url) {
    if (Origin.of(url).isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException(url + " is neither https nor plain http on loopback"));
    }
    HttpRequest request =
        HttpRequest.newBuilder(url).header("Accept", "application/json").GET().build();
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, info -> new BoundedBody(MAX_BYTES));
    CompletableFuture<JsonNode> document = answer.thenApply(response -> document(url, response));
    return document
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        // Ends the exchange too, if it is still under way.
        .whenComplete((done, error) -> answer.cancel(true));
  }

  private static JsonNode document(URI url, HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(url + " answered " + response.statusCode());
    }
    return StrictJson.object(response.body())
        .orElseThrow(() -> new IllegalStateException(url + " is no JSON object"));
  }
}
