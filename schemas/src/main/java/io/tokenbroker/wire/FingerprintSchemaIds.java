// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import io.tokenbroker.topic.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;

/**
 * Ids without a registry: the low 31 bits of the schema's 64-bit fingerprint (Avro's CRC-64-AVRO
 * over the parsing canonical form), for the schemas that are compiled in and their former forms.
 * The same over restarts and processes. Immutable.
 */
public final class FingerprintSchemaIds implements SchemaIds {
  private final Map<Integer, Schema> schemas = new HashMap<>();

  /** By identity: a fingerprint takes longer than the event that it is asked for. */
  private final IdentityHashMap<Schema, Integer> ids = new IdentityHashMap<>();

  public FingerprintSchemaIds() {
    Arrays.stream(Topic.values())
        .flatMap(topic -> topic.eventTypes().stream())
        .distinct()
        .map(SpecificData.get()::getSchema)
        .forEach(this::add);
    FormerSchemas.all().forEach(this::add);
  }

  @Override
  public int idOf(String topic, Schema schema) {
    return Optional.ofNullable(ids.get(schema)).orElseGet(() -> fingerprint(schema));
  }

  @Override
  public Schema schemaOf(int id) {
    Schema schema = schemas.get(id);
    if (schema == null) {
      throw new MalformedRecordException(
          "schema id "
              + id
              + " is not one of the compiled schemas: the writer uses a schema registry and this"
              + " process does not (TOKENBROKER_SCHEMA_REGISTRY_URL must be set for all of a"
              + " deployment's processes or for none), or the writer has a newer version");
    }
    return schema;
  }

  /** Whether a record with this id was written without a registry. */
  public boolean knows(int id) {
    return schemas.containsKey(id);
  }

  private void add(Schema schema) {
    int id = fingerprint(schema);
    ids.put(schema, id);
    Schema other = schemas.put(id, schema);
    if (other != null) {
      throw new IllegalStateException(
          "schemas " + other.getFullName() + " and " + schema.getFullName() + " share an id");
    }
  }

  private static int fingerprint(Schema schema) {
    return (int) SchemaNormalization.parsingFingerprint64(schema) & Integer.MAX_VALUE;
  }
}
