// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What goes wrong, or is odd, about HTTP whatever an endpoint is for. */
public final class Troubles {

  /** More than any client should read, and less than this JVM has. */
  private static final int MAX_PADDING = 64 * 1024 * 1024;

  private static final String HTML = "text/html; charset=utf-8";

  private Troubles() {}

  /** The connection is closed before the request is looked at: it certainly had no effect. */
  public static Behaviour resetBeforeProcessing() {
    return Behaviour.status(200, Map.of(), "")
        .and(Behaviour.deliver(Delivery.of(Delivery.Way.RESET)));
  }

  /** The request is processed, and its answer never sent. */
  public static Behaviour hangAfterProcessing() {
    return Behaviour.deliver(Delivery.of(Delivery.Way.NEVER));
  }

  /** The connection is closed in the middle of the answer. */
  public static Behaviour cutOff() {
    return Behaviour.deliver(Delivery.of(Delivery.Way.HALF));
  }

  /**
   * The answer comes piece by piece.
   *
   * @param chunkBytes 1 or more
   * @param pause between two pieces; a millisecond or more
   */
  public static Behaviour slowDrip(int chunkBytes, Duration pause) {
    return Behaviour.deliver(new Delivery(Delivery.Way.DRIP, chunkBytes, pause));
  }

  /** An HTML page of a proxy or a server that is ill; the request is not processed. */
  public static Behaviour htmlPage(int status) {
    return Behaviour.status(
        status,
        Map.of("Content-Type", HTML),
        "<!doctype html><title>" + status + "</title><h1>Please try again later</h1>");
  }

  /** Nothing is found there: how a provider without such an endpoint answers. */
  public static Behaviour absent() {
    return htmlPage(404);
  }

  /**
   * 429 with Retry-After in seconds (RFC 9110 section 10.2.3).
   *
   * @param retryAfter whole seconds
   */
  public static Behaviour rateLimited(Duration retryAfter) {
    return Behaviour.status(429, Map.of("Retry-After", Long.toString(retryAfter.toSeconds())), "");
  }

  /** 429 with Retry-After as a date, so much later than the provider's now. */
  public static Behaviour rateLimitedUntil(Duration fromNow) {
    return Behaviour.status(429, Map.of(), "")
        .and(
            Behaviour.shaped(
                (answer, now) -> answer.with("Retry-After", httpDate(now.plus(fromNow)))));
  }

  /** Sent elsewhere, which a client must not follow with a secret. */
  public static Behaviour redirect(int status, String location) {
    return Behaviour.status(status, Map.of("Location", location), "");
  }

  /** The body is compressed, whether the client asked for that or not. */
  public static Behaviour gzip() {
    return Behaviour.shaped(
        (answer, now) ->
            new Answer(answer.status(), answer.headers(), compressed(answer.body()))
                .with("Content-Encoding", "gzip"));
  }

  /** A byte order mark stands before the body. */
  public static Behaviour byteOrderMark() {
    return Behaviour.shaped(
        (answer, now) ->
            new Answer(
                answer.status(),
                answer.headers(),
                Buffer.buffer("\uFEFF").appendBuffer(answer.body())));
  }

  /** Another media type is named than the body's own. */
  public static Behaviour contentType(String value) {
    return header("Content-Type", value);
  }

  /** One more header, or another value of it. */
  public static Behaviour header(String name, String value) {
    return Behaviour.shaped((answer, now) -> answer.with(name, value));
  }

  /** The status is another, the body stays. */
  public static Behaviour statusOnly(int status) {
    return Behaviour.shaped((answer, now) -> new Answer(status, answer.headers(), answer.body()));
  }

  /** The body is lost on the way. */
  public static Behaviour emptyBody() {
    return Behaviour.shaped(
        (answer, now) -> new Answer(answer.status(), answer.headers(), Buffer.buffer()));
  }

  /**
   * The body grows by so much white space, which changes no JSON document's meaning.
   *
   * @param bytes 0 to 64 MiB
   */
  public static Behaviour padded(int bytes) {
    if (bytes < 0 || bytes > MAX_PADDING) {
      throw new IllegalArgumentException(
          "A body can be padded with 0 to " + MAX_PADDING + " bytes, not " + bytes);
    }
    return Behaviour.shaped(
        (answer, now) ->
            new Answer(
                answer.status(),
                answer.headers(),
                answer.body().copy().appendString(" ".repeat(bytes))));
  }

  /** The provider's clock is off by so much, as its Date header says. */
  public static Behaviour clockSkew(Duration skew) {
    return Behaviour.shaped((answer, now) -> answer.with("Date", httpDate(now.plus(skew))));
  }

  static String httpDate(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atZone(ZoneOffset.UTC));
  }

  private static Buffer compressed(Buffer body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("A stream in memory failed", e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
