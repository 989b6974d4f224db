// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a field is: keys and array indexes joined by dots, {@code authed_user.access_token} or
 * {@code data.0.token}; alternatives stand between bars, and the first that has a value is it.
 *
 * @param alternatives each a list of keys and indexes
 */
record FieldPath(List<List<String>> alternatives) {

  static FieldPath of(String text) {
    return new FieldPath(
        Arrays.stream(text.split("\\|", -1))
            .map(String::strip)
            .filter(path -> !path.isEmpty())
            .map(path -> List.of(path.split("\\.", -1)))
            .toList());
  }

  /** The value, unless it is missing, null or an empty text everywhere. */
  Optional<Object> read(Object root) {
    return alternatives.stream().flatMap(path -> read(root, path).stream()).findFirst();
  }

  private static Optional<Object> read(Object root, List<String> path) {
    Optional<Object> at = Optional.of(root);
    for (String step : path) {
      at = at.flatMap(value -> child(value, step));
    }
    return at.filter(value -> !"".equals(value));
  }

  private static Optional<Object> child(Object value, String step) {
    if (value instanceof JsonObject object) {
      return Optional.ofNullable(object.getValue(step));
    }
    if (value instanceof JsonArray array && step.matches("[0-9]{1,6}")) {
      int index = Integer.parseInt(step);
      return index < array.size() ? Optional.ofNullable(array.getValue(index)) : Optional.empty();
    }
    return Optional.empty();
  }
}
