// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP answer, worked out before anything is sent. Immutable; {@link #toString()} hides the
 * body and the headers, because they may hold tokens and codes.
 *
 * @param status 200 to 599
 * @param headers each with one value
 * @param body text, sent as UTF-8; may be empty
 */
public record Answer(int status, Map<String, String> headers, String body) {

  public Answer {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("An answer's status must be 200 to 599 but is " + status);
    }
    headers = Map.copyOf(headers);
  }

  /** RFC 6749 section 5.1: whatever holds a token must not be cached. */
  static Answer json(int status, JsonObject body) {
    return new Answer(
        status,
        Map.of(
            "Content-Type", "application/json", "Cache-Control", "no-store", "Pragma", "no-cache"),
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

  Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }

  void sendTo(HttpServerResponse response) {
    response.setStatusCode(status);
    headers.forEach(response::putHeader);
    response.end(body);
  }

  @Override
  public String toString() {
    return "Answer[status=" + status + "]";
  }
}
