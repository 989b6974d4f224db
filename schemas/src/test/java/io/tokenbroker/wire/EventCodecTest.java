// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.event.TokenRevoked;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
  private static final String TOPIC = "tokenbroker.any";

  private final SchemaIds ids = new FingerprintSchemaIds();
  private final EventCodec codec = new EventCodec(ids);

  static Stream<Schema> schemas() {
    return SampleEvents.schemas();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyEventComesBackAsItWas(Schema schema) {
    SpecificRecord full = SampleEvents.full(schema);
    SpecificRecord bare = SampleEvents.bare(schema);

    assertThat(codec.decode(codec.encode(TOPIC, full))).isEqualTo(full).isNotSameAs(full);
    assertThat(codec.decode(codec.encode(TOPIC, bare))).isEqualTo(bare);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void theGoldenBytesAreWrittenAndRead(Schema schema) throws IOException {
    byte[] golden = goldenBytes(schema.getName(), 1 + formsBefore(schema));

    assertThat(codec.encode(TOPIC, SampleEvents.full(schema))).isEqualTo(golden);
    assertThat(codec.decode(golden)).isEqualTo(SampleEvents.full(schema));
  }

  @Test
  void whatWasWrittenWithAFormerSchemaIsReadWithTheDefaultsOfTheFieldsThatItLacks()
      throws IOException {
    Map<String, Integer> versions = new HashMap<>();
    for (Schema former : FormerSchemas.all()) {
      int version = versions.merge(former.getName(), 1, Integer::sum);

      assertThat(codec.decode(goldenBytes(former.getName(), version)))
          .as(former.getName() + " " + version)
          .isEqualTo(SampleEvents.fullFormer(former));
    }
    assertThat(versions).isNotEmpty();
  }

  @Test
  void everyFormOfASchemaReadsWhatAnyOtherWrote() {
    Map<String, List<Schema>> forms =
        Stream.concat(FormerSchemas.all().stream(), SampleEvents.schemas())
            .collect(Collectors.groupingBy(Schema::getFullName));

    assertThat(forms).hasSameSizeAs(SampleEvents.schemas().toList());
    forms.forEach(
        (name, all) ->
            all.forEach(reader -> all.forEach(writer -> assertReads(name, reader, writer))));
  }

  private static void assertReads(String name, Schema reader, Schema writer) {
    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType())
        .as(name + ": " + reader + " reads " + writer)
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static long formsBefore(Schema schema) {
    return FormerSchemas.all().stream()
        .filter(former -> former.getFullName().equals(schema.getFullName()))
        .count();
  }

  @Test
  void theFormIsConfluents() {
    byte[] bytes = codec.encode(TOPIC, revoked());

    assertThat(bytes[0]).isZero();
    assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt())
        .isEqualTo(ids.idOf(TOPIC, TokenRevoked.getClassSchema()));
  }

  @Property(tries = 2_000)
  void randomBytesAreMalformedAndNothingElse(@ForAll byte[] bytes) {
    assertMalformed(bytes);
  }

  @Property(tries = 5_000)
  void randomBytesAfterARealSchemaIdAreReadOrMalformedAndNothingElse(
      @ForAll("ids") int id, @ForAll("bodies") byte[] body) {
    byte[] bytes = ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();

    SpecificRecord event;
    try {
      event = codec.decode(bytes);
    } catch (MalformedRecordException expected) {
      return;
    }
    assertThat(event.getSchema()).isEqualTo(ids.schemaOf(id));
  }

  @Property(tries = 2_000)
  void aCutOffEventIsMalformed(
      @ForAll("schemaArbitrary") Schema schema, @ForAll @IntRange(max = 400) int length) {
    byte[] bytes = codec.encode(TOPIC, SampleEvents.full(schema));

    assertMalformed(Arrays.copyOf(bytes, Math.min(length, bytes.length - 1)));
  }

  @Test
  void bytesAfterTheEventAreMalformed() {
    byte[] bytes = codec.encode(TOPIC, revoked());

    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .withMessage("bytes left over after a TokenRevoked");
  }

  @Test
  void anUnknownSchemaIdSaysWhatCanBeWrong() {
    byte[] bytes = {0, 0, 0, 0, 1, 0};

    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessageContaining("schema id 1 is not one of the compiled schemas");
  }

  @Test
  void anEventOfANewerWriterIsReadWithoutItsNewField() {
    Schema newer =
        new Schema.Parser()
            .parse(
                TokenRevoked.getClassSchema()
                    .toString()
                    .replace(
                        "\"fields\":[",
                        "\"fields\":[{\"name\":\"note\",\"type\":\"string\",\"doc\":\"New.\"},"));
    EventCodec reader = new EventCodec(new OneMoreSchema(ids, 7, newer));
    byte[] known = codec.encode(TOPIC, revoked());
    byte[] written =
        ByteBuffer.allocate(known.length + 3)
            .put((byte) 0)
            .putInt(7)
            .put(new byte[] {4, 'h', 'i'})
            .put(known, 5, known.length - 5)
            .array();

    assertThat(reader.decode(written)).isEqualTo(revoked());
  }

  @Test
  void anEventThatIsNotOursIsMalformed() {
    Schema foreign =
        new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Foreign\",\"namespace\":\"x\",\"fields\":[]}");
    EventCodec reader = new EventCodec(new OneMoreSchema(ids, 7, foreign));

    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> reader.decode(new byte[] {0, 0, 0, 0, 7}))
        .withMessage("not an event of ours: x.Foreign");
  }

  @Provide
  Arbitrary<Integer> ids() {
    return schemaArbitrary().map(schema -> ids.idOf(TOPIC, schema));
  }

  @Provide
  Arbitrary<Schema> schemaArbitrary() {
    return Arbitraries.of(SampleEvents.schemas().toList());
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    // Long runs of 0xFF are huge lengths and counts, which must not be believed.
    return Arbitraries.oneOf(
            Arbitraries.bytes(), Arbitraries.of((byte) 0xFF, (byte) 0x7F, (byte) 0, (byte) 2))
        .array(byte[].class)
        .ofMaxSize(120);
  }

  private void assertMalformed(byte[] bytes) {
    assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> codec.decode(bytes));
  }

  private static TokenRevoked revoked() {
    return TokenRevoked.newBuilder()
        .setGeneration(5)
        .setSequence(6)
        .setReason("operator")
        .setRevokedAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .build();
  }

  private static byte[] goldenBytes(String name, long version) throws IOException {
    Properties golden = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Optional.ofNullable(
                    EventCodecTest.class.getResourceAsStream("/golden/events.properties"))
                .orElseThrow(),
            StandardCharsets.UTF_8)) {
      golden.load(reader);
    }
    String line = version == 1 ? name : name + "." + version;
    return HexFormat.of().parseHex(Optional.ofNullable(golden.getProperty(line)).orElseThrow());
  }

  private record OneMoreSchema(SchemaIds others, int id, Schema schema) implements SchemaIds {
    @Override
    public int idOf(String topic, Schema asked) {
      return others.idOf(topic, asked);
    }

    @Override
    public Schema schemaOf(int asked) {
      return asked == id ? schema : others.schemaOf(asked);
    }
  }
}
