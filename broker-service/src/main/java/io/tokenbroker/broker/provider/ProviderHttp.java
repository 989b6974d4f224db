// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one request to a provider and knows no OAuth. It tells apart what never left this process
 * (no connection) from what may have been processed (no answer). Redirects are not followed; an
 * answer is at most 1 MB; the whole call has a deadline. Thread-safe.
 */
final class ProviderHttp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProviderHttp.class);
  private static final int MAX_BODY = 1 << 20;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

  /** Shorter than servers keep idle connections: a request into a closing one would be lost. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private final Vertx vertx;
  private final HttpClient client;
  private final Clock clock;
  private final Duration callTimeout;

  /**
   * Opens a client.
   *
   * @param clock tells when an answer came that does not say when it was sent
   */
  ProviderHttp(Vertx vertx, Clock clock, Duration callTimeout, int maxConnectionsPerHost) {
    this.vertx = vertx;
    this.clock = clock;
    this.callTimeout = callTimeout;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setVerifyHost(true)
                .setDecompressionSupported(true),
            new PoolOptions().setHttp1MaxSize(maxConnectionsPerHost).setMaxWaitQueueSize(10_000));
  }

  /** Sends the request; the future never fails. */
  Future<HttpOutcome> send(HttpCall call, SendBy sendBy) {
    Promise<HttpOutcome> promise = Promise.promise();
    client
        .request(options(call))
        .onFailure(
            error ->
                promise.tryComplete(new HttpOutcome.NotSent("connect_failed", Optional.empty())))
        .onSuccess(connected -> sendInTime(connected, call, sendBy, promise));
    return promise.future();
  }

  private static RequestOptions options(HttpCall call) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(call.method())
            .setAbsoluteURI(call.endpoint().toString())
            .setFollowRedirects(false)
            .setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    call.headers()
        .forEach((name, value) -> options.putHeader(name, value.reveal(SecretAccess.get())));
    return options;
  }

  /** Connecting takes time, in which others may have counted the claim as abandoned. */
  private void sendInTime(
      HttpClientRequest connected, HttpCall call, SendBy sendBy, Promise<HttpOutcome> promise) {
    if (sendBy.hasPassed()) {
      promise.tryComplete(new HttpOutcome.NotSent("claim_too_old", Optional.empty()));
      connected.reset().onFailure(error -> {});
    } else {
      exchange(connected, call, promise);
    }
  }

  private void exchange(HttpClientRequest connected, HttpCall call, Promise<HttpOutcome> promise) {
    long deadline =
        vertx.setTimer(
            callTimeout.toMillis(),
            timer -> {
              promise.tryComplete(new HttpOutcome.Lost("no_reply_in_time"));
              connected.reset().onFailure(error -> {});
            });
    sent(connected, call)
        .compose(this::answer)
        .onComplete(
            result -> {
              vertx.cancelTimer(deadline);
              promise.tryComplete(
                  result.succeeded()
                      ? new HttpOutcome.Answered(result.result())
                      : new HttpOutcome.Lost("reply_lost"));
            });
  }

  private static Future<HttpClientResponse> sent(HttpClientRequest connected, HttpCall call) {
    return call.body()
        .map(body -> connected.send(Buffer.buffer(body.reveal(SecretAccess.get()))))
        .orElseGet(connected::send);
  }

  private Future<Answer> answer(HttpClientResponse response) {
    Instant sentAt = sentAt(response);
    Promise<Answer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > MAX_BODY) {
            promise.tryFail("the answer is larger than 1 MB");
            response.request().reset().onFailure(error -> {});
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(promise::tryFail);
    response.endHandler(
        end ->
            promise.tryComplete(
                new Answer(
                    response.statusCode(),
                    Optional.ofNullable(response.getHeader("Content-Type")).orElse(""),
                    body,
                    retryAfter(response),
                    sentAt,
                    Optional.ofNullable(response.getHeader("DPoP-Nonce")))));
    return promise.future();
  }

  private Instant sentAt(HttpClientResponse response) {
    return Optional.ofNullable(response.getHeader("Date"))
        .flatMap(ProviderTime::readHttpDate)
        .orElseGet(clock::instant);
  }

  /** Seconds, as token endpoints send it; a date is not worth its clock trouble. */
  private static Optional<Duration> retryAfter(HttpClientResponse response) {
    String header = response.getHeader("Retry-After");
    if (header == null || !header.strip().matches("\\d{1,9}")) {
      return Optional.empty();
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(header.strip()));
    return Optional.of(asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked);
  }

  /** Drops the connections; calls that are still out end as unknown. */
  @Override
  public void close() {
    client.close().onFailure(error -> log.atDebug().setCause(error).log("closing connections"));
  }
}
