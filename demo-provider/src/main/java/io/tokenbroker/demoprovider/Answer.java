// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One HTTP answer, worked out before anything is sent. Immutable; {@link #toString()} hides the
 * body and the headers, because they may hold tokens and codes.
 *
 * @param status 200 to 599
 * @param headers each with one value
 * @param body as it is sent; may be empty
 */
public record Answer(int status, Map<String, String> headers, Buffer body) {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final String JSON = "application/json";

  public Answer {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("An answer's status must be 200 to 599 but is " + status);
    }
    headers = Map.copyOf(headers);
    body = body.copy();
  }

  /** An answer whose body is text, sent as UTF-8. */
  public Answer(int status, Map<String, String> headers, String body) {
    this(status, headers, Buffer.buffer(body));
  }

  /** RFC 6749 section 5.1: whatever holds a token must not be cached. */
  static Answer json(int status, JsonObject body) {
    return new Answer(
        status,
        Map.of(CONTENT_TYPE, JSON, "Cache-Control", "no-store", "Pragma", "no-cache"),
        body.encode());
  }

  /** RFC 6749 section 5.2. */
  static Answer error(int status, OAuthError error) {
    return json(
        status,
        new JsonObject().put("error", error.code()).put("error_description", error.description()));
  }

  static Answer redirect(String location) {
    return new Answer(303, Map.of("Location", location, "Cache-Control", "no-store"), "");
  }

  /** The same with another header, or another value of it. */
  public Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }

  /** The same with another body of another type. */
  public Answer withBody(String contentType, Buffer newBody) {
    return new Answer(status, with(CONTENT_TYPE, contentType).headers(), newBody);
  }

  /** The same with its JSON fields changed; one that is no JSON object stays as it is. */
  public Answer mapFields(UnaryOperator<JsonObject> change) {
    return fields()
        .map(change)
        .map(changed -> new Answer(status, headers, changed.encode()))
        .orElse(this);
  }

  /** Its JSON fields, in a copy, where it is a JSON object. */
  public Optional<JsonObject> fields() {
    return header(CONTENT_TYPE).filter(JSON::equals).isPresent() && body.length() > 0
        ? Optional.of(new JsonObject(body.copy()))
        : Optional.empty();
  }

  Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Sends everything but the body. */
  void begin(HttpServerResponse response) {
    response.setStatusCode(status);
    headers.forEach(response::putHeader);
  }

  void sendTo(HttpServerResponse response) {
    begin(response);
    response.end(body);
  }

  @Override
  public String toString() {
    return "Answer[status=" + status + "]";
  }
}
