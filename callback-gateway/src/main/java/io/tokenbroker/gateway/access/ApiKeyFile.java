// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tokenbroker.gateway.seal.RandomTokens;
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
 *     scopes: [start, read, disconnect]
 *     expiresAt: 2030-01-01T00:00:00Z   # optional
 * }</pre>
 *
 * <p>Not for several writers at once.
 */
public final class ApiKeyFile {
  private static final int VERSION = 1;
  private static final Set<String> FIELDS = Set.of("id", "tenant", "sha256", "scopes", "expiresAt");

  private final Path file;
  private final YAMLMapper yaml = new YAMLMapper();

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
    JsonNode root = tree();
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
   * Makes a key and adds its hash to the file, which is made if it is missing.
   *
   * @param id names the key; letters, digits and {@code -}, at most 32
   * @return the key's text: this is the only time that it can be had
   * @throws ApiKeyFileException if the id is taken or the file can't be written
   * @throws IllegalArgumentException if id, tenant or scopes are no good
   */
  public Secret create(
      String id, String tenant, Set<ApiScope> scopes, Optional<Instant> expiresAt) {
    List<ApiKey> keys = new ArrayList<>(Files.exists(file) ? read() : List.of());
    if (keys.stream().anyMatch(key -> key.id().equals(id))) {
      throw new ApiKeyFileException("the API key file " + file + " already has a key " + id);
    }
    Secret text = ApiKey.newText(id, new RandomTokens());
    keys.add(new ApiKey(id, tenant, ApiKey.sha256(text), scopes, expiresAt));
    write(keys);
    return text;
  }

  private JsonNode tree() {
    try {
      return yaml.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new ApiKeyFileException("the API key file " + file + " is not YAML", e);
    } catch (IOException e) {
      throw new ApiKeyFileException("could not read the API key file " + file + ": " + e, e);
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
    Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
    for (JsonNode scope : entry.path("scopes")) {
      scopes.add(
          ApiScope.parse(scope.asText())
              .orElseThrow(() -> new IllegalArgumentException("unknown scope " + scope.asText())));
    }
    return new ApiKey(
        entry.path("id").asText(),
        entry.path("tenant").asText(),
        entry.path("sha256").asText(),
        scopes,
        entry.has("expiresAt")
            ? Optional.of(Instant.parse(entry.path("expiresAt").asText()))
            : Optional.empty());
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
