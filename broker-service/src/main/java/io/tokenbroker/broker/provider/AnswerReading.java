// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Reads an answer as it comes, up to 1 MB. */
final class AnswerReading {
  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);
  private static final int FIRST_FINAL_STATUS = 200;

  /** RFC 9110, 15.3.5 and 15.4.5: a body that comes all the same is read as the next answer. */
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

  private final Clock clock;

  /**
   * @param clock tells when an answer came that does not say when it was sent
   */
  AnswerReading(Clock clock) {
    this.clock = clock;
  }

  /** The whole answer; to be asked for before the response's first byte is handled. */
  Future<HttpOutcome> read(HttpClientResponse response) {
    if (response.statusCode() < FIRST_FINAL_STATUS) {
      leave(response);
      return Future.succeededFuture(new HttpOutcome.Lost("interim_reply"));
    }
    Instant sentAt =
        header(response, "Date").flatMap(ProviderTime::readHttpDate).orElseGet(clock::instant);
    if (WITHOUT_BODY.contains(response.statusCode()) && announcesBody(response)) {
      leave(response);
      return Future.succeededFuture(answered(response, sentAt, Buffer.buffer()));
    }
    Promise<HttpOutcome> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > AnswerBody.MAX_BYTES) {
            promise.tryComplete(unusable(response, sentAt, "reply_too_large"));
            response.request().reset().onFailure(error -> {});
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(error -> promise.tryComplete(new HttpOutcome.Lost("reply_lost")));
    response.endHandler(end -> promise.tryComplete(whole(response, sentAt, body)));
    return promise.future();
  }

  /**
   * An interim answer says nothing of the request, which may be processed by now, and the final one
   * is still to come: nobody else's request may go out on a connection on which it would be read.
   */
  private static void leave(HttpClientResponse response) {
    response.request().reset().onFailure(error -> {});
    if (response.version() != HttpVersion.HTTP_2) {
      response.request().connection().close().onFailure(error -> {});
    }
  }

  private static boolean announcesBody(HttpClientResponse response) {
    return header(response, "Transfer-Encoding").isPresent()
        || header(response, "Content-Length")
            .filter(length -> !length.strip().equals("0"))
            .isPresent();
  }

  private static HttpOutcome whole(HttpClientResponse response, Instant sentAt, Buffer body) {
    try {
      return answered(
          response, sentAt, AnswerBody.decoded(header(response, "Content-Encoding"), body));
    } catch (AnswerBody.UnusableException e) {
      return unusable(response, sentAt, String.valueOf(e.getMessage()));
    }
  }

  /** A refusal is one without its text too; of a success nobody knows what it gave. */
  private static HttpOutcome unusable(HttpClientResponse response, Instant sentAt, String reason) {
    return response.statusCode() / 100 == 2
        ? new HttpOutcome.Lost(reason)
        : answered(response, sentAt, Buffer.buffer());
  }

  private static HttpOutcome answered(HttpClientResponse response, Instant sentAt, Buffer body) {
    return new HttpOutcome.Answered(
        new Answer(
            response.statusCode(),
            header(response, "Content-Type").orElse(""),
            body,
            header(response, "Retry-After").flatMap(text -> retryAfter(text.strip(), sentAt)),
            sentAt,
            header(response, "DPoP-Nonce")));
  }

  /** Seconds, or a date (RFC 9110, 10.2.3), which is by the same clock as the answer's own. */
  private static Optional<Duration> retryAfter(String text, Instant sentAt) {
    Optional<Duration> asked =
        text.matches("\\d{1,9}")
            ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
            : ProviderTime.readHttpDate(text)
                .map(until -> Duration.between(sentAt, until))
                .filter(wait -> !wait.isNegative());
    return asked.map(wait -> wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait);
  }

  private static Optional<String> header(HttpClientResponse response, String name) {
    return Optional.ofNullable(response.getHeader(name));
  }
}
