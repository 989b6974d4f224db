// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import java.util.Map;
import java.util.Optional;

/**
 * How a provider's responses are read. Immutable.
 *
 * @param fields dotted paths, by the standard name
 * @param success tells success where the status does not
 * @param attributes dotted paths of what is kept as public attributes, by the attribute's name
 * @param errorClasses transient, reauthorize or configuration, by error code or http_STATUS
 */
public record Responses(
    Map<String, String> fields,
    Optional<Success> success,
    Map<String, String> attributes,
    Map<String, String> errorClasses) {
  /** What holds where a file says nothing. */
  public static final Responses DEFAULTS =
      new Responses(Map.of(), Optional.empty(), Map.of(), Map.of());

  /**
   * For "200 with an error".
   *
   * @param field dotted path of the field that tells success
   * @param value what it has to be, as text
   */
  public record Success(String field, String value) {}

  public Responses {
    fields = Map.copyOf(fields);
    attributes = Map.copyOf(attributes);
    errorClasses = Map.copyOf(errorClasses);
  }
}
