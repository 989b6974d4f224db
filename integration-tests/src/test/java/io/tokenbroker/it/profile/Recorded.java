// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request that arrived at a played provider.
 *
 * @param path as it was sent, with the case's name in front
 * @param headers by their names in lower case
 */
public record Recorded(
    Instant at, Kind kind, String method, String path, Map<String, String> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What it was for. */
  public enum Kind {
    EXCHANGE,
    REFUSED_EXCHANGE,
    REFRESH,
    REVOCATION
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The body's parameters, of a form or of JSON. */
  public Map<String, String> parameters() {
    if (header("content-type").orElse("").startsWith("application/json")) {
      return json();
    }
    return form(body);
  }

  /** The parameters of a form or a query. */
  public static Map<String, String> form(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
          throw new AssertionError(name + " was sent twice");
        }
      }
    }
    return parameters;
  }

  private Map<String, String> json() {
    try {
      JsonNode fields = JSON.readTree(body);
      Map<String, String> parameters = new LinkedHashMap<>();
      fields
          .properties()
          .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
      return parameters;
    } catch (JsonProcessingException e) {
      throw new AssertionError("the body is no JSON: " + body, e);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
