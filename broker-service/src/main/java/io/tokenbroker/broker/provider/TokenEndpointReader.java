// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what a token or revocation endpoint answered (RFC 6749, 5.1 and 5.2; RFC 7009, 2.2).
 * Nothing that the provider sends makes it throw.
 */
final class TokenEndpointReader {
  private static final int MAX_DESCRIPTION = 256;
  private static final int MAX_CODE = 64;
  private static final int MAX_SCOPE = 4 * 1024;

  /** In bytes: many tokens of a grant have to fit into one record. */
  private static final int MAX_TOKEN = 16 * 1024;

  private static final String BEARER = "Bearer";

  /** A type goes into records and into a runner's headers. */
  private static final Pattern TOKEN_TYPE = Pattern.compile("[\\x21-\\x7E]{1,64}");

  private TokenEndpointReader() {}

  /**
   * Reads the answer of a token endpoint.
   *
   * @param unit what lifetimes count
   * @param sent what was sent and must not come back in an error's description
   */
  static CallOutcome tokens(Answer answer, LifetimeUnit unit, List<Secret> sent) {
    Optional<JsonObject> body = fields(answer);
    Optional<String> error = body.flatMap(TokenEndpointReader::error);
    if (answer.status() / 100 != 2 || error.isPresent()) {
      return failed(answer, body, error, sent);
    }
    return body.flatMap(fields -> response(fields, unit, answer.sentAt()))
        .<CallOutcome>map(response -> new CallOutcome.Succeeded(Optional.of(response)))
        // It said yes, and the tokens can't be read: they may have been rotated.
        .orElseGet(() -> new CallOutcome.Unknown("unreadable_reply"));
  }

  /** Reads the answer of a revocation endpoint. */
  static CallOutcome revocation(Answer answer, List<Secret> sent) {
    if (answer.status() / 100 == 2) {
      return new CallOutcome.Succeeded(Optional.empty());
    }
    Optional<JsonObject> body = fields(answer);
    return failed(answer, body, body.flatMap(TokenEndpointReader::error), sent);
  }

  private static CallOutcome failed(
      Answer answer, Optional<JsonObject> body, Optional<String> error, List<Secret> sent) {
    Optional<String> code = error.map(text -> code(text, sent)).filter(text -> !text.isEmpty());
    return new CallOutcome.Failed(
        ErrorTable.classify(answer.status(), code),
        code.orElse("http_" + answer.status()),
        body.flatMap(fields -> text(fields, "error_description"))
            .map(text -> description(text, sent)),
        answer.status(),
        answer.retryAfter());
  }

  /** Some providers send an empty one with every success. */
  private static Optional<String> error(JsonObject fields) {
    return text(fields, "error").filter(error -> !error.isBlank());
  }

  private static Optional<TokenResponse> response(
      JsonObject fields, LifetimeUnit unit, Instant sentAt) {
    Lifetimes lifetimes = Lifetimes.read(fields, unit, sentAt);
    return token(fields, "access_token")
        .filter(token -> !hasUnusableRefreshToken(fields))
        .map(
            token ->
                new TokenResponse(
                    token,
                    tokenType(fields),
                    lifetimes.accessToken(),
                    token(fields, "refresh_token"),
                    lifetimes.refreshToken(),
                    scopes(fields),
                    text(fields, "id_token").flatMap(TokenEndpointReader::subject),
                    Map.of(),
                    Optional.empty()));
  }

  /** Upper and lower case are one (RFC 6749, 5.1); runners get the spelling of RFC 6750. */
  private static String tokenType(JsonObject fields) {
    return text(fields, "token_type")
        .map(String::strip)
        .filter(type -> TOKEN_TYPE.matcher(type).matches())
        .filter(type -> !type.equalsIgnoreCase(BEARER))
        .orElse(BEARER);
  }

  /** What is larger than a message of ours may be is no token that can be kept. */
  private static Optional<Secret> token(JsonObject fields, String name) {
    return text(fields, name)
        .filter(token -> !token.isEmpty() && !isTooLong(token))
        .map(Secret::of);
  }

  private static boolean hasUnusableRefreshToken(JsonObject fields) {
    return text(fields, "refresh_token").filter(TokenEndpointReader::isTooLong).isPresent();
  }

  private static boolean isTooLong(String token) {
    return token.length() > MAX_TOKEN || token.getBytes(StandardCharsets.UTF_8).length > MAX_TOKEN;
  }

  /** An empty text says nothing about the scopes: no provider grants none. */
  private static Optional<List<String>> scopes(JsonObject fields) {
    return scopeText(fields)
        .filter(text -> text.length() <= MAX_SCOPE)
        .map(
            text ->
                Arrays.stream(text.split("[\\s,]+", -1)).filter(scope -> !scope.isEmpty()).toList())
        .filter(scopes -> !scopes.isEmpty());
  }

  private static Optional<String> scopeText(JsonObject fields) {
    return fields.getValue("scope") instanceof JsonArray list
        ? Optional.of(
            list.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.joining(" ")))
        : text(fields, "scope");
  }

  /**
   * The subject of an ID token. Its signature is not needed: it came straight from the token
   * endpoint over TLS (OpenID Connect Core, 3.1.3.7).
   */
  private static Optional<String> subject(String idToken) {
    String[] parts = idToken.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return text(new JsonObject(claims), "sub").filter(subject -> subject.length() <= 255);
    } catch (IllegalArgumentException | DecodeException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> fields(Answer answer) {
    String body = answer.body().toString(StandardCharsets.UTF_8).strip();
    if (body.startsWith("\uFEFF")) {
      body = body.substring(1);
    }
    try {
      if (body.startsWith("{")) {
        return Optional.of(new JsonObject(body));
      }
      return answer.contentType().startsWith("application/x-www-form-urlencoded")
          ? Optional.of(form(body))
          : Optional.empty();
    } catch (DecodeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonObject form(String body) {
    JsonObject fields = new JsonObject();
    new QueryStringDecoder(body, StandardCharsets.UTF_8, false)
        .parameters()
        .forEach((name, values) -> fields.put(name, values.get(0)));
    return fields;
  }

  private static Optional<String> text(JsonObject fields, String name) {
    return fields.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static String code(String text, List<Secret> sent) {
    return cleaned(text, sent, MAX_CODE).replaceAll("[^A-Za-z0-9_.:-]", "");
  }

  private static String description(String text, List<Secret> sent) {
    return cleaned(text, sent, MAX_DESCRIPTION);
  }

  /** A provider may quote what we sent; that goes no further. */
  private static String cleaned(String text, List<Secret> sent, int limit) {
    String cleaned = text;
    for (Secret secret : sent) {
      cleaned = cleaned.replace(secret.reveal(SecretAccess.get()), "[redacted]");
    }
    cleaned = cleaned.replaceAll("[\\p{Cntrl}]", " ");
    return cleaned.substring(0, Math.min(cleaned.length(), limit));
  }
}
