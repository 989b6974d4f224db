// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenbroker.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Events to bytes and back, in the Confluent wire format: a zero byte, the schema's id in four
 * bytes (big-endian), then Avro binary. Thread-safe.
 */
public final class EventCodec {
  private static final byte MAGIC = 0;
  private static final int HEADER = 1 + Integer.BYTES;
  private static final int MAX_CACHED_SCHEMAS = 1_000;

  private final SchemaIds ids;
  private final EventData data;
  private final Map<String, Schema> readable;
  private final Cache<Integer, Schema> writers =
      Caffeine.newBuilder().maximumSize(MAX_CACHED_SCHEMAS).build();

  public EventCodec(SchemaIds ids) {
    this.ids = ids;
    Set<Class<? extends SpecificRecord>> eventTypes =
        Arrays.stream(Topic.values())
            .flatMap(topic -> topic.eventTypes().stream())
            .collect(Collectors.toSet());
    this.data = new EventData(eventTypes);
    this.readable =
        eventTypes.stream()
            .map(SpecificData.get()::getSchema)
            .collect(Collectors.toMap(Schema::getFullName, schema -> schema));
  }

  /** Writes an event for a topic. */
  public byte[] encode(String topic, SpecificRecord event) {
    Schema schema = event.getSchema();
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.write(MAGIC);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(ids.idOf(topic, schema)).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(schema, data).write(event, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("could not encode a " + schema.getName(), e);
    }
    return out.toByteArray();
  }

  /**
   * Reads an event, written with the same schema or an older or newer compatible one.
   *
   * @throws MalformedRecordException if the bytes are not an event of ours
   * @throws SchemasUnavailableException if that can't be told at the moment: try again
   */
  public SpecificRecord decode(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != MAGIC) {
      throw new MalformedRecordException(
          "not in the Confluent wire format: " + bytes.length + " bytes");
    }
    Schema writer = writer(ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt());
    Schema reader = readable.get(writer.getFullName());
    if (reader == null) {
      throw new MalformedRecordException("not an event of ours: " + writer.getFullName());
    }
    try {
      BinaryDecoder decoder =
          DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
      SpecificRecord event =
          new SpecificDatumReader<SpecificRecord>(writer, reader, data).read(null, decoder);
      if (!decoder.isEnd()) {
        throw new MalformedRecordException("bytes left over after a " + reader.getName());
      }
      return event;
    } catch (IOException | RuntimeException e) {
      if (e instanceof MalformedRecordException malformed) {
        throw malformed;
      }
      throw new MalformedRecordException("not a readable " + reader.getName(), e);
    }
  }

  /** Looked up outside the cache: a look-up may take a while, and must not hold up other ids. */
  private Schema writer(int id) {
    Optional<Schema> known = Optional.ofNullable(writers.getIfPresent(id));
    if (known.isPresent()) {
      return known.get();
    }
    Schema found = ids.schemaOf(id);
    writers.put(id, found);
    return found;
  }
}
