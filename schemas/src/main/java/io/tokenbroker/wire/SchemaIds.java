// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;

/** Which 4-byte id stands for which schema in the wire format. Thread-safe. */
public interface SchemaIds extends AutoCloseable {
  /**
   * The id of the schema that a record on the topic is written with. Never waits.
   *
   * @param topic the topic's full name
   * @throws SchemasUnavailableException if the id is not known yet; {@link #awaitReady} waits for
   *     that
   */
  int idOf(String topic, Schema schema);

  /**
   * The schema that has the id. Waits a second at most, and only for an id that was not seen
   * before.
   *
   * @throws MalformedRecordException if no schema has it
   * @throws SchemasUnavailableException if that can't be told at the moment: try again
   */
  Schema schemaOf(int id);

  /**
   * Waits until the ids of all schemas that are written are known.
   *
   * @return whether they are; {@link #trouble} says why not
   */
  default boolean awaitReady(Duration timeout) throws InterruptedException {
    return true;
  }

  /** Why ids can't be told at the moment; empty while they can. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** Ends what runs for it; ids that are known are still told. */
  @Override
  default void close() {}
}
