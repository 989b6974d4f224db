// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The dialects in which providers answer a token request. Those that change tokens' fields leave
 * error answers alone.
 */
public final class TokenAnswers {

  private static final String ERROR = "error";
  private static final String EXPIRES_IN = "expires_in";
  private static final String EXPIRES_AT = "expires_at";
  private static final String SCOPE = "scope";
  private static final List<String> TOKEN_FIELDS =
      List.of("access_token", "refresh_token", "token_type", EXPIRES_IN, EXPIRES_AT, SCOPE);

  private TokenAnswers() {}

  /** The body is form-encoded, errors included, as GitHub's is. */
  public static Behaviour formEncoded() {
    return Behaviour.shaped(
        (answer, now) ->
            answer
                .fields()
                .map(
                    fields ->
                        answer.withBody(
                            "application/x-www-form-urlencoded", Buffer.buffer(form(fields))))
                .orElse(answer));
  }

  /** An error, as RFC 6749 section 5.2 has it, but with status 200. */
  public static Behaviour errorWith200(String error) {
    return Behaviour.error(200, error);
  }

  /** Slack's way to say no: status 200 and {@code "ok":false}. */
  public static Behaviour notOk(String error) {
    return Behaviour.status(
        200,
        Map.of("Content-Type", "application/json"),
        new JsonObject().put("ok", false).put(ERROR, error).encode());
  }

  /** Slack's way to say yes: {@code "ok":true} beside the tokens. */
  public static Behaviour ok() {
    return fields(Map.of("ok", true));
  }

  /**
   * The tokens stand in an object of the answer.
   *
   * @param path names joined by dots, the outermost first: {@code data}, {@code authed_user}
   */
  public static Behaviour nested(String path) {
    return tokens(
        fields -> {
          JsonObject inner = new JsonObject();
          JsonObject outer = new JsonObject();
          fields.forEach(
              field ->
                  (TOKEN_FIELDS.contains(field.getKey()) ? inner : outer)
                      .put(field.getKey(), field.getValue()));
          String[] names = path.split("\\.", -1);
          JsonObject content = inner;
          for (int i = names.length - 1; i > 0; i--) {
            content = new JsonObject().put(names[i], content);
          }
          return outer.put(names[0], content);
        });
  }

  /** Further fields, or other values of fields, at the top of the answer. */
  public static Behaviour fields(Map<String, Object> values) {
    return tokens(fields -> fields.mergeIn(new JsonObject(values)));
  }

  /** A field is called otherwise. */
  public static Behaviour renamed(String from, String to) {
    return tokens(
        fields -> fields.containsKey(from) ? fields.put(to, fields.remove(from)) : fields);
  }

  /** A field is missing: {@code expires_in}, {@code refresh_token}, {@code token_type}. */
  public static Behaviour without(String field) {
    return tokens(
        fields -> {
          fields.remove(field);
          return fields;
        });
  }

  /** A type of some kind, {@code bearer} say. */
  public static Behaviour tokenType(String type) {
    return fields(Map.of("token_type", type));
  }

  /** The lifetime is a text. */
  public static Behaviour expiresInText() {
    return expiresIn(seconds -> Long.toString(seconds));
  }

  /** The lifetime counts milliseconds. */
  public static Behaviour expiresInMilliseconds() {
    return expiresIn(seconds -> seconds * 1000);
  }

  /** The lifetime is a fraction. */
  public static Behaviour expiresInFraction() {
    return expiresIn(seconds -> seconds + 0.5);
  }

  /** The lifetime is this, whatever it really is. */
  public static Behaviour expiresInValue(Object value) {
    return expiresIn(seconds -> value);
  }

  /** The end in epoch seconds instead of a lifetime. */
  public static Behaviour expiresAtSeconds() {
    return expiresAt(Instant::getEpochSecond);
  }

  /** The end in epoch milliseconds instead of a lifetime. */
  public static Behaviour expiresAtMilliseconds() {
    return expiresAt(Instant::toEpochMilli);
  }

  /** The end in ISO 8601 instead of a lifetime. */
  public static Behaviour expiresAtIso() {
    return expiresAt(DateTimeFormatter.ISO_INSTANT::format);
  }

  /** Scopes are separated by a comma. */
  public static Behaviour scopeWithCommas() {
    return scope(scope -> scope.replace(' ', ','));
  }

  /** Scopes are a list. */
  public static Behaviour scopeList() {
    return scope(scope -> new JsonArray(List.of(scope.split(" ", -1))));
  }

  /** These scopes are granted, whatever was asked for. */
  public static Behaviour scopeGranted(String scopes) {
    return scope(asked -> scopes);
  }

  private static Behaviour scope(Function<String, Object> change) {
    return tokens(fields -> fields.put(SCOPE, change.apply(fields.getString(SCOPE, ""))));
  }

  private static Behaviour expiresIn(Function<Long, Object> change) {
    return tokens(fields -> fields.put(EXPIRES_IN, change.apply(fields.getLong(EXPIRES_IN, 0L))));
  }

  /** By the clock that the Date header shows, where one was set before. */
  private static Behaviour expiresAt(Function<Instant, Object> text) {
    return Behaviour.shaped(
        (answer, now) -> {
          Instant date =
              answer
                  .header("Date")
                  .map(
                      header ->
                          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                              .toInstant())
                  .orElse(now);
          return onTokens(
              answer,
              fields -> {
                Instant end = date.plusSeconds(fields.getLong(EXPIRES_IN, 0L));
                fields.remove(EXPIRES_IN);
                return fields.put(EXPIRES_AT, text.apply(end));
              });
        });
  }

  private static Behaviour tokens(UnaryOperator<JsonObject> change) {
    return Behaviour.shaped((answer, now) -> onTokens(answer, change));
  }

  private static Answer onTokens(Answer answer, UnaryOperator<JsonObject> change) {
    boolean isError = answer.fields().filter(fields -> fields.containsKey(ERROR)).isPresent();
    return isError ? answer : answer.mapFields(change);
  }

  private static String form(JsonObject fields) {
    return fields.stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(String.valueOf(field.getValue()), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
