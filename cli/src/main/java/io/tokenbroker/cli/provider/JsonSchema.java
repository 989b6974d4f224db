// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.yaml.Key;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON Schema (draft 2020-12) of mappings, from their keys. */
public final class JsonSchema {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private JsonSchema() {}

  /** A mapping that has these keys and no others. */
  public static Map<String, Object> object(
      Collection<? extends Key<?>> keys, List<String> required) {
    Map<String, Object> properties = new TreeMap<>();
    for (Key<?> key : keys) {
      Map<String, Object> property = new TreeMap<>(key.type().schema());
      property.put("description", key.description());
      properties.put(key.name(), property);
    }
    Map<String, Object> object = new TreeMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    object.put("additionalProperties", false);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    return object;
  }

  /** A file's schema. */
  public static Map<String, Object> file(String title, Map<String, Object> object) {
    Map<String, Object> schema = new TreeMap<>(object);
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    return schema;
  }

  /**
   * A schema as text: keys sorted, so that the same keys give the same text.
   *
   * @return ends with a line end
   */
  public static String text(Map<String, Object> schema) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new CliException("a schema could not be written: " + e.getOriginalMessage(), e);
    }
  }

  /** The schema of a profile. */
  public static Map<String, Object> ofProfile() {
    return file(
        "Token broker: provider profile",
        object(ProfileFile.KEYS, List.of("provider", "title", "documentation", "verification")));
  }
}
