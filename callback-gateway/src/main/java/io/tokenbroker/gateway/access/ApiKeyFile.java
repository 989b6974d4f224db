// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file of API keys, in YAML: hashes only, so reading it gives nobody a key. Only its owner may
 * read it all the same.
 *
 * <pre>{@code
 * version: 1
 * keys:
 *   - id: shop
 *     tenant: acme
 *     sha256: 5f2c...   # of the whole key, tbk_shop_...
 *     scopes: [start:any, read:any, disconnect:any]
 *     user: alice                           # optional: acts as this person
 *     previousSha256: 77ab...               # optional: the text before the last rotation,
 *     previousUntil: 2029-01-01T00:00:00Z   # which works until then
 *     expiresAt: 2030-01-01T00:00:00Z       # optional
 * }</pre>
 *
 * <p>Not for several writers at once.
 */
public final class ApiKeyFile {
  private static final int VERSION = 1;
  private static final long MAX_BYTES = 8L * 1024 * 1024;
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "tenant",
          "user",
          "sha256",
          "previousSha256",
          "previousUntil",
          "scopes",
          "expiresAt");

  private final Path file;

  /** Of two fields of one name, readers of the file would believe different ones. */
  private final YAMLMapper yaml =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Nothing is read yet. */
  public ApiKeyFile(Path file) {
    this.file = file;
  }

  /**
   * All keys of the file.
   *
   * @throws ApiKeyFileException if it can't be read, or an entry is not one
   */
  public List<ApiKey> read() {
    return parse(content());
  }

  /** The file's text. */
  String content() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ApiKeyFileException("the API key file " + file + " is larger than 8 MiB");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new ApiKeyFileException("could not read the API key file " + file + ": " + e, e);
    }
  }

  /** The keys of a text that was the file's. */
  List<ApiKey> parse(String content) {
    JsonNode root = tree(content);
    if (root.path("version").asInt() != VERSION || !root.path("keys").isArray()) {
      throw new ApiKeyFileException(
          "the API key file " + file + " must have 'version: 1' and a list 'keys'");
    }
    List<ApiKey> keys = new ArrayList<>();
    for (JsonNode entry : root.path("keys")) {
      try {
        keys.add(key(entry));
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw new ApiKeyFileException(
            "entry " + (keys.size() + 1) + " of the API key file " + file + ": " + e.getMessage());
      }
    }
    return keys;
  }

  /**
   * Makes an application's key and adds its hash to the file, which is made if it is missing.
   *
   * @param id names the key; letters, digits and {@code -}, at most 32
   * @return the key's text: this is the only time that it can be had
   * @throws ApiKeyFileException if the id is taken or the file can't be written
   * @throws IllegalArgumentException if id, tenant or scopes are no good
   */
  public Secret create(
      String id, String tenant, Set<ApiScope> scopes, Optional<Instant> expiresAt) {
    ApiKey.Made made = ApiKey.make(id, tenant, Optional.empty(), scopes, expiresAt);
    List<ApiKey> keys = readIfThere();
    if (keys.stream().anyMatch(key -> key.id().equals(id))) {
      throw new ApiKeyFileException("the API key file " + file + " already has a key " + id);
    }
    put(made.key());
    return made.text();
  }

  /** As {@link #read}; no file is no keys. */
  public List<ApiKey> readIfThere() {
    return Files.exists(file) ? read() : List.of();
  }

  /**
   * Writes a key, instead of the one of this id if there is one.
   *
   * @throws ApiKeyFileException if the file can't be read or written
   */
  public void put(ApiKey key) {
    List<ApiKey> keys = new ArrayList<>(readIfThere());
    keys.removeIf(other -> other.id().equals(key.id()));
    keys.add(key);
    write(keys);
  }

  /**
   * Takes a key out.
   *
   * @throws ApiKeyFileException if the file can't be read or written
   */
  public void remove(String id) {
    List<ApiKey> keys = new ArrayList<>(readIfThere());
    keys.removeIf(key -> key.id().equals(id));
    write(keys);
  }

  private JsonNode tree(String content) {
    try {
      return yaml.readTree(content);
    } catch (JsonProcessingException e) {
      throw new ApiKeyFileException(
          "the API key file " + file + " is not YAML, or a field is in it twice", e);
    }
  }

  private static ApiKey key(JsonNode entry) {
    entry
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("unknown field " + name);
              }
            });
    if (!entry.path("scopes").isArray()) {
      throw new IllegalArgumentException("scopes is no list");
    }
    Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
    for (JsonNode scope : entry.path("scopes")) {
      scopes.add(
          ApiScope.parse(scope.asText())
              .orElseThrow(() -> new IllegalArgumentException("unknown scope " + scope.asText())));
    }
    return new ApiKey(
        text(entry, "id").orElse(""),
        text(entry, "tenant").orElse(""),
        text(entry, "user"),
        text(entry, "sha256").orElse(""),
        text(entry, "previousSha256"),
        text(entry, "previousUntil").map(Instant::parse),
        scopes,
        text(entry, "expiresAt").map(Instant::parse));
  }

  private static Optional<String> text(JsonNode entry, String name) {
    if (!entry.has(name)) {
      return Optional.empty();
    }
    // YAML reads 0123 as a number, and nothing as null: neither is a name that somebody meant.
    if (!entry.path(name).isTextual()) {
      throw new IllegalArgumentException(name + " is no text: put it in quotes");
    }
    return Optional.of(entry.path(name).asText());
  }

  private void write(List<ApiKey> keys) {
    ObjectNode root = yaml.createObjectNode().put("version", VERSION);
    ArrayNode entries = root.putArray("keys");
    for (ApiKey key : keys) {
      ObjectNode entry =
          entries
              .addObject()
              .put("id", key.id())
              .put("tenant", key.tenant())
              .put("sha256", key.sha256());
      key.user().ifPresent(user -> entry.put("user", user));
      key.previousSha256().ifPresent(hash -> entry.put("previousSha256", hash));
      key.previousUntil().ifPresent(end -> entry.put("previousUntil", end.toString()));
      ArrayNode scopes = entry.putArray("scopes");
      key.scopes().stream().sorted().map(ApiScope::text).forEach(scopes::add);
      key.expiresAt().ifPresent(expiry -> entry.put("expiresAt", expiry.toString()));
    }
    try {
      OwnerOnlyFile.replace(file, yaml.writeValueAsString(root));
    } catch (IOException e) {
      throw new ApiKeyFileException("could not write the API key file " + file + ": " + e, e);
    }
  }
}
