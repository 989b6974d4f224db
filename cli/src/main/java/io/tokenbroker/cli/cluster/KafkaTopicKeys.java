// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads keys from a cluster; values are not looked at. One topic at a time, not thread-safe. */
public final class KafkaTopicKeys implements TopicKeys {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Says no more of a value than that there is one. */
  private static final Deserializer<Boolean> PRESENCE =
      (topic, bytes) -> bytes == null ? null : true;

  private final Map<String, Object> settings;
  private final Duration timeout;
  private final Function<Map<String, Object>, Consumer<byte[], Boolean>> consumers;

  /**
   * @param kafka Kafka client settings
   * @param timeout the longest that reading one topic may take
   */
  public KafkaTopicKeys(Map<String, Object> kafka, Duration timeout) {
    this(
        kafka,
        timeout,
        settings -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), PRESENCE));
  }

  KafkaTopicKeys(
      Map<String, Object> kafka,
      Duration timeout,
      Function<Map<String, Object>, Consumer<byte[], Boolean>> consumers) {
    this.timeout = timeout;
    this.consumers = consumers;
    this.settings = new HashMap<>(kafka);
    int millis = Math.toIntExact(timeout.toMillis());
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
  }

  @Override
  public void read(String topic, Which which, java.util.function.Consumer<Seen> handler) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation(which));
    try (Consumer<byte[], Boolean> consumer = consumers.apply(config)) {
      readToEnd(consumer, topic, handler);
    } catch (KafkaException e) {
      throw new CliException(
          "could not read topic "
              + topic
              + ": "
              + e.getMessage()
              + " (Kafka at "
              + settings.get("bootstrap.servers")
              + ")",
          e);
    }
  }

  private void readToEnd(
      Consumer<byte[], Boolean> consumer, String topic, java.util.function.Consumer<Seen> handler) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new MissingTopicException(topic);
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!isRead(consumer, ends)) {
      for (ConsumerRecord<byte[], Boolean> record : consumer.poll(POLL)) {
        Optional.ofNullable(record.key()).ifPresent(key -> handler.accept(seen(key, record)));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new CliException(
            "could not read topic "
                + topic
                + " to its end within "
                + timeout.toSeconds()
                + " s: give it more with --timeout");
      }
    }
  }

  private static boolean isRead(
      Consumer<byte[], Boolean> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private static String isolation(Which which) {
    return which == Which.COMMITTED ? "read_committed" : "read_uncommitted";
  }

  private static Seen seen(byte[] key, ConsumerRecord<byte[], Boolean> record) {
    return new Seen(
        ByteBuffer.wrap(key),
        record.value() != null,
        Instant.ofEpochMilli(record.timestamp()),
        Optional.ofNullable(record.headers().lastHeader("ce_type"))
            .map(Header::value)
            .map(name -> new String(name, StandardCharsets.UTF_8)));
  }
}
