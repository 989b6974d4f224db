// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;

/** Reads records as anybody would: with Confluent's client, and without our classes. */
public final class ConfluentReader {
  private static final int MAX_SCHEMAS = 100;

  private final ConfluentSchemaRegistryCoder coder;

  public ConfluentReader(URI registry) {
    this.coder =
        new ConfluentSchemaRegistryCoder(
            new CachedSchemaRegistryClient(registry.toString(), MAX_SCHEMAS));
  }

  /** A record's value. */
  public GenericRecord read(byte[] value) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(value);
      Schema schema = coder.readSchema(in);
      return new GenericDatumReader<GenericRecord>(schema)
          .read(null, DecoderFactory.get().directBinaryDecoder(in, null));
    } catch (IOException e) {
      throw new UncheckedIOException("Confluent's client can't read the record", e);
    }
  }
}
