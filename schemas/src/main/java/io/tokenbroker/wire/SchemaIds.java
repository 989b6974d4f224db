// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import org.apache.avro.Schema;

/** Which 4-byte id stands for which schema in the wire format. Thread-safe. */
public interface SchemaIds {
  /** The id of the schema that a record on the topic is written with. */
  int idOf(String topic, Schema schema);

  /**
   * The schema that has the id.
   *
   * @throws MalformedRecordException if no schema has it
   */
  Schema schemaOf(int id);
}
