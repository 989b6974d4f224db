// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.MissingTopicException;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics, committed records only, byte by byte. */
final class LogReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> settings;
  private final Duration timeout;

  /**
   * @param kafka Kafka client settings
   * @param timeout the longest that a read may stand still
   */
  LogReader(Map<String, Object> kafka, Duration timeout) {
    this.timeout = timeout;
    this.settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
  }

  /** From the beginning to the present end. */
  void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    read(topic, Map.of(), handler);
  }

  /**
   * Reads to the present end.
   *
   * @param from where to begin, by partition; at the beginning where nothing is said
   * @throws CliException if the topic is missing or the read stands still for too long
   */
  void read(
      String topic, Map<Integer, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition partition : partitions) {
        long begin = begins.getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begin, from.getOrDefault(partition.partition(), begin)));
      }
      readTo(ends, consumer, topic, handler);
    } catch (KafkaException e) {
      throw new CliException("could not read topic " + topic + ": " + e.getMessage(), e);
    }
  }

  private void readTo(
      Map<TopicPartition, Long> ends,
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    long lastMoved = System.nanoTime();
    long before = -1;
    while (!ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.forEach(record -> handle(record, handler));
      long now = ends.keySet().stream().mapToLong(consumer::position).sum();
      if (now != before) {
        before = now;
        lastMoved = System.nanoTime();
      } else if (System.nanoTime() - lastMoved > timeout.toNanos()) {
        throw new CliException(
            "could not read topic "
                + topic
                + " any further for "
                + timeout.toSeconds()
                + " s: give it more with --timeout");
      }
    }
  }

  private static void handle(
      ConsumerRecord<byte[], byte[]> record, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    try {
      handler.accept(record);
    } catch (MalformedRecordException e) {
      throw new CliException(
          "the record at "
              + record.topic()
              + "-"
              + record.partition()
              + ":"
              + record.offset()
              + " can't be read ("
              + e.getMessage()
              + "): pause all calls, run a broker there until it is idle, which puts it among the"
              + " dead letters, stop it, and migrate then",
          e);
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        Optional.ofNullable(consumer.partitionsFor(topic)).orElse(List.of()).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .collect(Collectors.toList());
    if (partitions.isEmpty()) {
      throw new MissingTopicException(topic);
    }
    return partitions;
  }
}
