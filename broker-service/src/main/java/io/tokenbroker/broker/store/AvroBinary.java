// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.wire.EventData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
 * The broker's own records as bytes: a version byte, then Avro binary of the schema that belongs to
 * the version. For what is sealed afterwards: nobody but the broker reads it. A version that was
 * once written is readable for ever: its schema is kept as {@code former/NAME.VERSION.avsc} beside
 * the owner. Thread-safe.
 */
public final class AvroBinary<T extends SpecificRecord> {
  private final Schema schema;
  private final EventData data;

  /** Writers' schemas, the one of version 1 first and the current one last. */
  private final List<Schema> versions;

  /**
   * @param owner the class beside which former schemas are kept
   * @param schema the record's schema
   * @param version its version, 1 to 127
   * @param types the record's class and those of the records in it
   */
  public AvroBinary(
      Class<?> owner, Schema schema, int version, List<Class<? extends SpecificRecord>> types) {
    this.schema = schema;
    this.data = new EventData(types);
    this.versions = new ArrayList<>();
    for (int former = 1; former < version; former++) {
      versions.add(former(owner, "former/" + schema.getName() + "." + former + ".avsc"));
    }
    versions.add(schema);
  }

  public byte[] encode(T record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    out.write(versions.size());
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
   * Reads a record of this or a former version.
   *
   * @throws IllegalArgumentException if the bytes are of a version that this broker doesn't know,
   *     or are no such record
   */
  public T decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] < 1 || bytes[0] > versions.size()) {
      throw new IllegalArgumentException(
          schema.getName() + " is of a version that this broker does not know");
    }
    try {
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
      return new SpecificDatumReader<T>(versions.get(bytes[0] - 1), schema, data)
          .read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a readable " + schema.getName(), e);
    }
  }

  private static Schema former(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name + " beside " + owner.getName());
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + name, e);
    }
  }
}
