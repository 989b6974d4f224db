// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/**
 * What a registry answered: a result, or an error in the registry's own form. Never what a proxy in
 * front of it said.
 *
 * @param url the base URL that answered
 */
record RegistryAnswer(URI url, int status, JsonNode json) {
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int VERSION_NOT_FOUND = 40402;
  private static final int SCHEMA_NOT_FOUND = 40403;

  boolean isResult() {
    return status / 100 == 2;
  }

  /** Whether a registry says "not found", and not a proxy or another server at a wrong path. */
  boolean isRegistrys404() {
    return status == 404 && json.path("error_code").asInt() / 100 == 404;
  }

  /** The registry knows of no such subject, version or schema. */
  boolean isAbsent() {
    int code = json.path("error_code").asInt();
    return status == 404
        && (code == SUBJECT_NOT_FOUND || code == VERSION_NOT_FOUND || code == SCHEMA_NOT_FOUND);
  }

  /** A text in the result. */
  Optional<String> text(String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  /** A schema's id in the result. */
  Optional<Integer> id() {
    JsonNode id = json.path("id");
    return id.canConvertToInt() && id.isIntegralNumber()
        ? Optional.of(id.intValue())
        : Optional.empty();
  }

  /** For an error message: the registry's code and words, cut to a line. */
  String problem() {
    String words = json.path("message").asText(json.toString()).replaceAll("\\s+", " ");
    return "HTTP "
        + status
        + ", "
        + json.path("error_code").asText("no error code")
        + ": "
        + words.substring(0, Math.min(words.length(), 500));
  }
}
