// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The parameters of one request: its form or JSON fields where it has a body, its query otherwise,
 * never both (RFC 6749 section 2.3.1). Immutable; {@link #toString()} names them without values.
 */
final class Parameters {

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  static Parameters of(RoutingContext context) {
    if (isJson(context)) {
      return new Parameters(ofJson(context));
    }
    boolean isGet = "GET".equals(context.request().method().name());
    MultiMap sent = isGet ? context.queryParams() : context.request().formAttributes();
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String name : sent.names()) {
      values.put(name, List.copyOf(sent.getAll(name)));
    }
    return new Parameters(values);
  }

  static boolean isJson(RoutingContext context) {
    String type = context.request().getHeader("Content-Type");
    return type != null && type.startsWith("application/json");
  }

  /** Values that are no scalars are left out: no parameter of a request is one. */
  private static Map<String, List<String>> ofJson(RoutingContext context) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    try {
      JsonObject json = Optional.ofNullable(context.body().asJsonObject()).orElse(new JsonObject());
      json.forEach(
          field -> {
            if (field.getValue() instanceof String
                || field.getValue() instanceof Number
                || field.getValue() instanceof Boolean) {
              values.put(field.getKey(), List.of(String.valueOf(field.getValue())));
            }
          });
    } catch (DecodeException | ClassCastException e) {
      // Then it has none, and the endpoint says what is missing.
      values.clear();
    }
    return values;
  }

  /** The first value; one that was sent empty counts as omitted (RFC 6749 section 3.1). */
  Optional<String> value(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .findFirst()
        .filter(value -> !value.isEmpty());
  }

  String required(String name) throws RequestRefused {
    return value(name)
        .orElseThrow(() -> new RequestRefused(OAuthError.invalidRequest(name + " is missing")));
  }

  boolean isRepeated(String name) {
    return values.getOrDefault(name, List.of()).size() > 1;
  }

  /** RFC 6749 section 3.1: parameters must not be included more than once. */
  boolean hasRepetition() {
    return values.keySet().stream().anyMatch(this::isRepeated);
  }

  /** These and one more, or with another value of it. */
  Parameters with(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(name, List.of(value));
    return new Parameters(more);
  }

  /** These with one under another name; the other name's own value is lost. */
  Parameters renamed(String from, String to) {
    Map<String, List<String>> other = new LinkedHashMap<>(values);
    other.remove(to);
    Optional.ofNullable(other.remove(from)).ifPresent(moved -> other.put(to, moved));
    return new Parameters(other);
  }

  /** All of them, by name, those that were sent more than once with all values. */
  Map<String, List<String>> all() {
    return values.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, field -> List.copyOf(new ArrayList<>(field.getValue()))));
  }

  @Override
  public String toString() {
    return "Parameters" + values.keySet();
  }
}
