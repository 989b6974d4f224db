// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The parameters of one request: its form where it is a POST, its query otherwise, never both (RFC
 * 6749 section 2.3.1).
 */
final class Parameters {

  private final MultiMap values;

  private Parameters(MultiMap values) {
    this.values = values;
  }

  static Parameters of(RoutingContext context) {
    boolean isPost = "POST".equals(context.request().method().name());
    return new Parameters(isPost ? context.request().formAttributes() : context.queryParams());
  }

  /** The first value; one that was sent empty counts as omitted (RFC 6749 section 3.1). */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  String required(String name) throws RequestRefused {
    return value(name)
        .orElseThrow(() -> new RequestRefused(OAuthError.invalidRequest(name + " is missing")));
  }

  boolean isRepeated(String name) {
    return values.getAll(name).size() > 1;
  }

  /** RFC 6749 section 3.1: parameters must not be included more than once. */
  boolean hasRepetition() {
    return values.names().stream().anyMatch(this::isRepeated);
  }
}
