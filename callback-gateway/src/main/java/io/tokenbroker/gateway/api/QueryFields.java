// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * Parameters of a request's query, each at most once. One that is not understood is refused: it may
 * have been a wish.
 */
final class QueryFields {
  private final MultiMap query;

  /**
   * @throws ProblemException if the query has other parameters, or one twice
   */
  QueryFields(RoutingContext rc, Set<String> allowed) {
    this.query = rc.queryParams();
    boolean fits =
        query.names().stream()
            .allMatch(name -> allowed.contains(name) && query.getAll(name).size() == 1);
    if (!fits) {
      throw ProblemCode.INVALID_REQUEST.because(
          "The query may hold " + allowed.stream().sorted().toList() + " only, each once.");
    }
  }

  /** A text that is not empty. */
  Optional<String> text(String name) {
    Optional<String> value = Optional.ofNullable(query.get(name));
    if (value.filter(String::isEmpty).isPresent()) {
      throw ProblemCode.INVALID_REQUEST.because("Parameter '" + name + "' must not be empty.");
    }
    return value;
  }

  /** True or false; false if it is not there. */
  boolean flag(String name) {
    return text(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw ProblemCode.INVALID_REQUEST.because(
                          "Parameter '" + name + "' must be true or false.");
                })
        .orElse(false);
  }
}
