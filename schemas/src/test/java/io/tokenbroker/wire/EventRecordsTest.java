// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventRecordsTest {
  private static final Instant NOW = Instant.parse("2024-05-06T07:08:09Z");

  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final EventRecords records =
      new EventRecords(
          Topics.defaults(), codec, Clock.fixed(NOW, ZoneOffset.UTC), "/broker-service/1");

  @Test
  void aRecordHasTopicKeyValueAndCloudEventsHeaders() {
    TokenRevoked event =
        TokenRevoked.newBuilder()
            .setGeneration(1)
            .setSequence(2)
            .setReason("operator")
            .setRevokedAt(NOW)
            .build();
    String key = TokenKey.personal("acme", "git hub", "ann").toString();

    ProducerRecord<String, byte[]> record = records.of(Topic.TOKEN_EVENTS, key, event);

    assertThat(record.topic()).isEqualTo("tokenbroker.token-events");
    assertThat(record.key()).isEqualTo("acme/git%20hub/personal/ann/default");
    assertThat(codec.decode(record.value())).isEqualTo(event);
    assertThat(texts(record.headers()))
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_type", "io.tokenbroker.event.TokenRevoked")
        .containsEntry("ce_source", "/broker-service/1")
        .containsEntry("ce_subject", key)
        .containsEntry("ce_time", "2024-05-06T07:08:09Z")
        .containsEntry("content-type", "application/avro")
        .containsKey("ce_id");
  }

  @Test
  void aForwardedRecordsHeadersAreReplaced() {
    TokenRevoked event =
        TokenRevoked.newBuilder()
            .setGeneration(1)
            .setSequence(2)
            .setReason("operator")
            .setRevokedAt(NOW)
            .build();
    Headers headers = new RecordHeaders();

    CloudEventHeaders.add(headers, event, "first", "/a", NOW);
    String firstId = texts(headers).getOrDefault("ce_id", "");
    CloudEventHeaders.add(headers, event, "second", "/b", NOW);

    assertThat(headers.toArray()).hasSize(7);
    assertThat(texts(headers)).containsEntry("ce_subject", "second");
    assertThat(texts(headers).get("ce_id")).isNotEqualTo(firstId);
  }

  @Test
  void aDeadLetterSaysWhereItCameFromAndWhy() {
    Headers headers =
        DeadLetter.headers(
            new RecordHeaders().add("traceparent", new byte[] {1}),
            Optional.of(new byte[10]),
            "tokenbroker.audit",
            3,
            42L,
            new MalformedRecordException("x".repeat(900)));

    assertThat(texts(headers))
        .containsEntry("tokenbroker_source_topic", "tokenbroker.audit")
        .containsEntry("tokenbroker_source_partition", "3")
        .containsEntry("tokenbroker_source_offset", "42")
        .containsEntry("tokenbroker_error_type", "MalformedRecordException")
        .containsEntry("tokenbroker_error", "x".repeat(500))
        .containsKey("traceparent")
        .doesNotContainKey("tokenbroker_value_omitted_bytes");
  }

  @Test
  void aDeadLetterIsNeverTooLargeForItsTopic() {
    Optional<byte[]> large = Optional.of(new byte[1_000_000]);
    Headers headers =
        DeadLetter.headers(
            new RecordHeaders().add("large", new byte[100_000]),
            large,
            "tokenbroker.refresh-requests",
            0,
            7L,
            new MalformedRecordException("too long"));

    assertThat(texts(headers))
        .containsEntry("tokenbroker_value_omitted_bytes", "1000000")
        .doesNotContainKey("large");
    assertThat(DeadLetter.value(large)).isEmpty();
    assertThat(DeadLetter.key("k".repeat(100_000))).hasSize(DeadLetter.MAX_KEY_LENGTH);
  }

  private static Map<String, String> texts(Headers headers) {
    Map<String, String> texts = new HashMap<>();
    headers.forEach(
        header -> texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return texts;
  }
}
