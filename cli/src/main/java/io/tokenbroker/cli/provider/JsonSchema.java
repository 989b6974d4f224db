// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON Schema (draft 2020-12) of mappings, from their keys. */
public final class JsonSchema {
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

  /** The schema of a profile. */
  public static Map<String, Object> ofProfile() {
    return file(
        "Token broker: provider profile",
        object(ProfileFile.KEYS, List.of("provider", "title", "documentation", "verification")));
  }
}
