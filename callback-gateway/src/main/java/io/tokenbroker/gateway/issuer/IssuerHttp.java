// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.issuer;

import io.tokenbroker.gateway.address.Origin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls an issuer: over https (plain http on loopback only), without redirects, within one deadline
 * for the whole answer and a bound on its size. Never blocks. Thread-safe.
 */
public final class IssuerHttp {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 256 * 1024;

  private final HttpClient http;
  private final Duration deadline;

  /**
   * One whose answers come on threads of its own.
   *
   * @param deadline for one answer, from the first byte sent to the last one read
   */
  public IssuerHttp(Duration deadline) {
    this(deadline, HttpClient.newBuilder());
  }

  /**
   * @param deadline for one answer, from the first byte sent to the last one read
   * @param executor runs what follows an answer
   */
  public IssuerHttp(Duration deadline, Executor executor) {
    this(deadline, HttpClient.newBuilder().executor(executor));
  }

  private IssuerHttp(Duration deadline, HttpClient.Builder client) {
    this.deadline = deadline;
    this.http =
        client.connectTimeout(CONNECT_TIMEOUT).followRedirects(HttpClient.Redirect.NEVER).build();
  }

  /** Gets a document; fails with an {@link IssuerException} if there is no whole answer in time. */
  public CompletableFuture<IssuerAnswer> get(URI url) {
    return send(url, request -> request.GET());
  }

  /**
   * Sends a form; fails as {@link #get} does.
   *
   * @param form application/x-www-form-urlencoded
   * @param authorization the header's value
   */
  public CompletableFuture<IssuerAnswer> post(
      URI url, String form, Optional<String> authorization) {
    return send(
        url,
        request -> {
          request.header("Content-Type", "application/x-www-form-urlencoded");
          authorization.ifPresent(value -> request.header("Authorization", value));
          return request.POST(BodyPublishers.ofString(form));
        });
  }

  private interface Kind {
    HttpRequest.Builder of(HttpRequest.Builder request);
  }

  private CompletableFuture<IssuerAnswer> send(URI url, Kind kind) {
    if (Origin.of(url).isEmpty()) {
      return CompletableFuture.failedFuture(
          new IssuerException(url + " is neither https nor plain http on loopback"));
    }
    HttpRequest request =
        kind.of(HttpRequest.newBuilder(url).header("Accept", "application/json")).build();
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(request, info -> new BoundedBody(MAX_BYTES));
    return exchange
        .thenApply(response -> new IssuerAnswer(response.statusCode(), response.body()))
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        // Ends the exchange too, if it is still under way.
        .whenComplete((done, error) -> exchange.cancel(true))
        .exceptionallyCompose(error -> CompletableFuture.failedFuture(failed(request, error)));
  }

  private IssuerException failed(HttpRequest request, Throwable error) {
    String what = request.method() + " " + request.uri();
    Throwable cause =
        error instanceof CompletionException
            ? Optional.ofNullable(error.getCause()).orElse(error)
            : error;
    return cause instanceof TimeoutException
        ? new IssuerException(what + " had no answer in " + deadline.toMillis() + " ms", cause)
        : new IssuerException(what + " failed: " + cause, cause);
  }
}
