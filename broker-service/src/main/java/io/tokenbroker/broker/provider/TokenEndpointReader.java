// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.lifecycle.TokenResponse;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.secrets.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a token endpoint's success (RFC 6749, 5.1). Nothing that the provider sends makes it throw.
 */
final class TokenEndpointReader {
  private static final int MAX_SCOPE = 4 * 1024;
  private static final int MAX_SUBJECT = 255;

  /** In bytes: many tokens of a grant have to fit into one record. */
  private static final int MAX_TOKEN = 16 * 1024;

  private static final String BEARER = "Bearer";
  private static final String DPOP = "DPoP";

  /** A type goes into records and into a runner's headers. */
  private static final Pattern TOKEN_TYPE = Pattern.compile("[\\x21-\\x7E]{1,64}");

  private TokenEndpointReader() {}

  /**
   * Reads the answer of a token endpoint.
   *
   * @param unit what lifetimes count
   * @param proofKey the key that the request proved: tokens of type DPoP are bound to it
   * @return empty if there are no tokens in it that can be kept
   */
  static Optional<CallOutcome> read(
      DecodedAnswer answer, LifetimeUnit unit, Optional<ProofKey> proofKey) {
    JsonObject fields = answer.fields();
    return token(fields, "access_token")
        .filter(token -> !hasUnusableRefreshToken(fields))
        .map(token -> response(answer, token, unit, proofKey))
        .map(response -> new CallOutcome.Succeeded(Optional.of(response)));
  }

  private static TokenResponse response(
      DecodedAnswer answer, Secret accessToken, LifetimeUnit unit, Optional<ProofKey> proofKey) {
    JsonObject fields = answer.fields();
    Lifetimes lifetimes = Lifetimes.read(fields, unit, answer.sentAt());
    Optional<Secret> refreshToken = token(fields, "refresh_token");
    String type = tokenType(fields);
    return new TokenResponse(
        accessToken,
        type,
        lifetimes.accessToken(),
        refreshToken,
        lifetimes.refreshToken(),
        scopes(fields),
        subject(answer),
        answer.attributes(
            Stream.of(Optional.of(accessToken), refreshToken, token(fields, "id_token"))
                .flatMap(Optional::stream)),
        // A server that gives a bearer token has bound it to nothing.
        proofKey.filter(key -> type.equals(DPOP)).map(ProofKey::jwk));
  }

  /** Upper and lower case are one (RFC 6749, 5.1); runners get the spelling of RFC 6750. */
  private static String tokenType(JsonObject fields) {
    return text(fields, "token_type")
        .map(String::strip)
        .filter(type -> TOKEN_TYPE.matcher(type).matches())
        .filter(type -> !type.equalsIgnoreCase(BEARER))
        .map(type -> type.equalsIgnoreCase(DPOP) ? DPOP : type)
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

  /** Where the connector says that it is, else in the ID token. */
  private static Optional<String> subject(DecodedAnswer answer) {
    JsonObject fields = answer.fields();
    return (answer.paths().names("subject") ? answer.scalar("subject") : Optional.<String>empty())
        .filter(subject -> !subject.isBlank() && subject.length() <= MAX_SUBJECT)
        .or(() -> text(fields, "id_token").flatMap(TokenEndpointReader::subject));
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
      return claims.startsWith("{")
          ? text(new JsonObject(claims), "sub")
              .filter(subject -> !subject.isBlank() && subject.length() <= MAX_SUBJECT)
          : Optional.empty();
    } catch (IllegalArgumentException | DecodeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonObject fields, String name) {
    return fields.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
