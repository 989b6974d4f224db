// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider.response;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What an answer calls its error, in the dialects that providers have: {@code error} (RFC 6749,
 * 5.2), an object in its place, a list, a number.
 *
 * @param code as the provider wrote it
 * @param description what people may read
 */
public record ErrorCode(Optional<String> code, Optional<String> description) {
  private static final List<String> CODES =
      List.of("code", "error", "error_code", "errorCode", "type", "status", "error_type");
  private static final List<String> DESCRIPTIONS =
      List.of(
          "error_description",
          "error_message",
          "errorMessage",
          "message",
          "detail",
          "msg",
          "title");

  /**
   * Reads a response that says that it is an error.
   *
   * @param fields by their standard names
   */
  public static ErrorCode read(JsonObject fields) {
    Optional<JsonObject> nested = nested(fields);
    return new ErrorCode(
        named(fields)
            .or(() -> nested.flatMap(object -> first(object, CODES)))
            .or(() -> first(fields, List.of("error_code", "errorCode", "code", "error_type"))),
        first(fields, List.of("error_description"))
            .or(() -> nested.flatMap(object -> first(object, DESCRIPTIONS)))
            .or(() -> first(fields, DESCRIPTIONS)));
  }

  /**
   * Whether a response that came as a success is none. A response with a token is only one if it
   * names the error in so many words: some providers send an empty one with every success.
   */
  public static boolean isIn(JsonObject fields) {
    if (fields.getValue("error") instanceof String text) {
      return !text.isBlank();
    }
    boolean hasToken = fields.getValue("access_token") instanceof String;
    return nested(fields).flatMap(object -> first(object, CODES)).isPresent()
        || (!hasToken && (named(fields).isPresent() || nested(fields).isPresent()));
  }

  /** The field itself, if it is a text or a number that says something. */
  private static Optional<String> named(JsonObject fields) {
    return first(fields, List.of("error"));
  }

  /** An object instead of a code, or the first of several. */
  private static Optional<JsonObject> nested(JsonObject fields) {
    return Stream.of("error", "errors")
        .flatMap(name -> Optional.ofNullable(fields.getValue(name)).stream())
        .map(value -> value instanceof JsonArray list && !list.isEmpty() ? first(list) : value)
        .flatMap(
            value ->
                value instanceof JsonObject object ? Stream.of(object) : Stream.<JsonObject>empty())
        .filter(Predicate.not(JsonObject::isEmpty))
        .findFirst();
  }

  private static Object first(JsonArray list) {
    Object first = list.getValue(0);
    return first instanceof String text
        ? new JsonObject().put("code", text)
        : Optional.ofNullable(first).orElse("");
  }

  private static Optional<String> first(JsonObject object, List<String> names) {
    return names.stream()
        .map(object::getValue)
        .flatMap(
            value ->
                value instanceof Boolean
                    ? Stream.empty()
                    : Scalar.text(Optional.<Object>ofNullable(value).orElse(List.of())).stream())
        .filter(text -> !text.isBlank() && !text.equals("0"))
        .findFirst();
  }
}
