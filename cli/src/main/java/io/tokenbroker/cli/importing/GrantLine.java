// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.suggestion.Suggestion;
import io.tokenbroker.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One line of an import file: a JSON object. Reads it strictly; no complaint quotes a value that
 * may be a token.
 */
final class GrantLine {
  private static final int MAX_TOKEN_BYTES = 16 * 1024;
  private static final int MAX_SUBJECT = 255;
  private static final int MAX_SCOPES = 64;
  private static final int MAX_SCOPE_CHARACTERS = 2_048;
  private static final int SHOWN_OF_A_NAME = 40;

  private static final List<String> FIELDS =
      List.of(
          "key",
          "tenant",
          "connector",
          "user",
          "alias",
          "refresh_token",
          "access_token",
          "expires_at",
          "refresh_token_expires_at",
          "scopes",
          "subject");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private GrantLine(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a line.
   *
   * @throws LineFault if it breaks a rule
   */
  static ImportedGrant read(String text) {
    JsonNode object = parse(text);
    if (!object.isObject()) {
      throw new LineFault("is not a JSON object");
    }
    object.fieldNames().forEachRemaining(GrantLine::checkName);
    return new GrantLine(object).grant();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // Jackson's own message repeats what it met, which may be a token.
      String where =
          Optional.ofNullable(e.getLocation())
              .map(at -> ", at column " + at.getColumnNr())
              .orElse("");
      boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
      throw new LineFault((twice ? "has a field twice" : "is not one JSON object") + where);
    }
  }

  private static void checkName(String name) {
    if (!FIELDS.contains(name)) {
      throw new LineFault(
          name.substring(0, Math.min(name.length(), SHOWN_OF_A_NAME))
              + ": unknown field"
              + Suggestion.among(
                  name.substring(0, Math.min(name.length(), SHOWN_OF_A_NAME)), FIELDS));
    }
  }

  private ImportedGrant grant() {
    return new ImportedGrant(
        key(),
        token("access_token"),
        token("refresh_token"),
        value("expires_at").map(node -> PointInTime.read("expires_at", node)),
        value("refresh_token_expires_at")
            .map(node -> PointInTime.read("refresh_token_expires_at", node)),
        scopes(),
        subject());
  }

  private TokenKey key() {
    Optional<String> key = text("key");
    if (key.isPresent()) {
      Stream.of("tenant", "connector", "user", "alias")
          .filter(name -> value(name).isPresent())
          .findFirst()
          .ifPresent(
              name -> {
                throw new LineFault(name + ": is part of key, which is given as well");
              });
      return valid(() -> TokenKey.parse(key.get()));
    }
    String tenant = text("tenant").orElseThrow(() -> missing("tenant"));
    String connector = text("connector").orElseThrow(() -> missing("connector"));
    TokenKey.Owner owner =
        valid(
            () ->
                text("user")
                    .<TokenKey.Owner>map(TokenKey.Personal::new)
                    .orElseGet(TokenKey.Shared::new));
    return valid(
        () -> new TokenKey(tenant, connector, owner, text("alias").orElse(TokenKey.DEFAULT_ALIAS)));
  }

  private static LineFault missing(String name) {
    return new LineFault(name + ": is missing; give key, or tenant and connector");
  }

  private static <T> T valid(Supplier<T> key) {
    try {
      return key.get();
    } catch (IllegalArgumentException e) {
      throw new LineFault(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Secret> token(String name) {
    Optional<String> token = text(name);
    token.ifPresent(
        it -> {
          if (it.isEmpty()) {
            throw new LineFault(name + ": is empty");
          }
          if (it.getBytes(StandardCharsets.UTF_8).length > MAX_TOKEN_BYTES) {
            throw new LineFault(name + ": is longer than " + MAX_TOKEN_BYTES / 1024 + " KiB");
          }
          if (!it.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
            throw new LineFault(name + ": holds a character that no token has (RFC 6749, A.12)");
          }
        });
    return token.map(Secret::of);
  }

  private List<String> scopes() {
    Optional<JsonNode> node = value("scopes");
    List<String> scopes = new ArrayList<>();
    if (node.filter(JsonNode::isTextual).isPresent()) {
      scopes.addAll(
          Stream.of(node.get().textValue().split(" ")).filter(it -> !it.isEmpty()).toList());
    } else if (node.isPresent()) {
      if (!node.get().isArray()) {
        throw new LineFault("scopes: has to be a list of texts, or one with spaces between them");
      }
      for (JsonNode scope : node.get()) {
        if (!scope.isTextual() || scope.textValue().isBlank()) {
          throw new LineFault("scopes: has to be a list of texts");
        }
        scopes.add(scope.textValue());
      }
    }
    if (scopes.size() > MAX_SCOPES
        || scopes.stream().mapToInt(String::length).sum() > MAX_SCOPE_CHARACTERS) {
      throw new LineFault(
          "scopes: has more than "
              + MAX_SCOPES
              + " scopes or "
              + MAX_SCOPE_CHARACTERS
              + " characters");
    }
    return scopes;
  }

  private Optional<String> subject() {
    Optional<String> subject = text("subject");
    if (subject.filter(it -> it.isBlank() || it.length() > MAX_SUBJECT).isPresent()) {
      throw new LineFault("subject: has 1 to " + MAX_SUBJECT + " characters");
    }
    return subject;
  }

  private Optional<String> text(String name) {
    return value(name)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw new LineFault(name + ": has to be a text, in quotes");
              }
              return node.textValue();
            });
  }

  /** What is null is absent: exports write it so. */
  private Optional<JsonNode> value(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }
}
