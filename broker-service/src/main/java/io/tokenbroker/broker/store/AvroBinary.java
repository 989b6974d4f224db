// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.wire.EventData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * The broker's own records as bytes: a version byte (1), then Avro binary of the schema that
 * belongs to the version. For what is sealed afterwards: nobody but the broker reads it.
 * Thread-safe.
 */
public final class AvroBinary<T extends SpecificRecord> {
  private static final byte VERSION_1 = 1;

  private final Schema schema;
  private final EventData data;

  /**
   * @param schema the record's schema
   * @param types the record's class and those of the records in it
   */
  public AvroBinary(Schema schema, List<Class<? extends SpecificRecord>> types) {
    this.schema = schema;
    this.data = new EventData(types);
  }

  public byte[] encode(T record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    out.write(VERSION_1);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new SpecificDatumWriter<T>(schema, data).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("could not encode a " + schema.getName(), e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if the bytes are of a version that this broker doesn't know,
   *     or are no such record
   */
  public T decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION_1) {
      throw new IllegalArgumentException(
          schema.getName() + " is of a version that this broker does not know");
    }
    try {
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
      return new SpecificDatumReader<T>(schema, schema, data).read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a readable " + schema.getName(), e);
    }
  }
}
