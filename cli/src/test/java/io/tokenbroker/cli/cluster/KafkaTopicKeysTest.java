// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.TopicKeys.Seen;
import io.tokenbroker.cli.cluster.TopicKeys.Which;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaTopicKeysTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");

  private final MockConsumer<byte[], Boolean> consumer = new MockConsumer<>("earliest");
  private final Map<String, Object> used = new HashMap<>();
  private final List<Seen> seen = new ArrayList<>();

  @Test
  void keysAreReadToTheEndThatTheTopicHas() {
    topicOfLength(3);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(record(0, "a", true));
          consumer.addRecord(record(1, null, true));
          consumer.addRecord(record(2, "b", null));
        });

    read(Which.COMMITTED);

    assertThat(seen)
        .containsExactly(
            new Seen(bytes("a"), true, AT, Optional.of("io.tokenbroker.event.TokenRevoked")),
            new Seen(bytes("b"), false, AT, Optional.of("io.tokenbroker.event.TokenRevoked")));
    assertThat(used).containsEntry("isolation.level", "read_committed");
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void whatIsInTheLogIsReadWithoutRegardToTransactions() {
    topicOfLength(0);

    read(Which.IN_THE_LOG);

    assertThat(seen).isEmpty();
    assertThat(used)
        .containsEntry("isolation.level", "read_uncommitted")
        .containsEntry("allow.auto.create.topics", false)
        .doesNotContainKey("group.id");
  }

  @Test
  void aTopicThatIsNotThereIsSaidSo() {
    consumer.updatePartitions("t", List.of());

    assertThatExceptionOfType(MissingTopicException.class)
        .isThrownBy(() -> read(Which.COMMITTED))
        .withMessage("topic t does not exist");
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aTopicThatDoesNotEndInTimeIsGivenUpOn() {
    topicOfLength(3);

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> read(Which.COMMITTED, Duration.ofMillis(1)))
        .withMessageContaining("could not read topic t to its end")
        .withMessageContaining("--timeout");
  }

  @Test
  void whatKafkaRefusesNamesTopicAndCluster() {
    topicOfLength(3);
    consumer.setPollException(new AuthorizationException("Not authorized to access topics: [t]"));

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> read(Which.COMMITTED))
        .withMessage(
            "could not read topic t: Not authorized to access topics: [t] (Kafka at here:1)");
  }

  private void topicOfLength(long end) {
    Node node = new Node(1, "here", 1);
    consumer.updatePartitions(
        "t", List.of(new PartitionInfo("t", 0, node, new Node[] {node}, new Node[] {node})));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
  }

  private void read(Which which) {
    read(which, Duration.ofSeconds(10));
  }

  private void read(Which which, Duration timeout) {
    new KafkaTopicKeys(
            Map.of("bootstrap.servers", "here:1", "group.id", "g"),
            timeout,
            settings -> {
              used.putAll(settings);
              return consumer;
            })
        .read("t", which, seen::add);
  }

  private static ConsumerRecord<byte[], Boolean> record(
      long offset, @Nullable String key, @Nullable Boolean value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_type", bytes("io.tokenbroker.event.TokenRevoked").array());
    return new ConsumerRecord<>(
        "t",
        0,
        offset,
        AT.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key == null ? null : bytes(key).array(),
        value,
        headers,
        Optional.empty());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
