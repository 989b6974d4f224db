// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads what a topic holds at this moment, committed records only, one at a time: memory does not
 * grow with the topic. It may take as long as it goes on; it ends when nothing came for the
 * time-out. Not thread-safe.
 */
public final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> settings;
  private final Duration timeout;
  private final Function<Map<String, Object>, Consumer<String, byte[]>> consumers;

  /**
   * @param kafka Kafka client settings
   * @param timeout the longest that nothing may come
   */
  public TopicScan(Map<String, Object> kafka, Duration timeout) {
    this(
        kafka,
        timeout,
        settings ->
            new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()));
  }

  TopicScan(
      Map<String, Object> kafka,
      Duration timeout,
      Function<Map<String, Object>, Consumer<String, byte[]>> consumers) {
    this.timeout = timeout;
    this.consumers = consumers;
    this.settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
  }

  /**
   * Which records are read.
   *
   * @param key only those with this key: one partition is read then
   * @param since only those from this time on
   * @param until only those before this time
   */
  public record Range(Optional<String> key, Optional<Instant> since, Optional<Instant> until) {
    /** Everything. */
    public static final Range ALL = new Range(Optional.empty(), Optional.empty(), Optional.empty());

    /** The records of a key, all of them. */
    public static Range of(String key) {
      return new Range(Optional.of(key), Optional.empty(), Optional.empty());
    }

    /** Likewise, from a time on. */
    public Range from(Instant time) {
      return new Range(key, Optional.of(time), until);
    }

    private boolean holds(ConsumerRecord<String, byte[]> record) {
      return key.filter(wanted -> !wanted.equals(record.key())).isEmpty()
          && until.filter(end -> record.timestamp() >= end.toEpochMilli()).isEmpty()
          && since.filter(start -> record.timestamp() < start.toEpochMilli()).isEmpty();
    }
  }

  /** The partition of a topic with so many that a key's records are in. */
  public static int partitionOf(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  /**
   * Reads a topic to the end that it has at this moment.
   *
   * @param handler gets the records, in the order of their partitions
   * @throws MissingTopicException if the topic does not exist
   * @throws CliException if it can't be read, or nothing comes for the time-out
   */
  public void read(
      String topic,
      Range range,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> handler) {
    try (Consumer<String, byte[]> consumer = consumers.apply(settings)) {
      readToEnd(consumer, topic, range, handler);
    } catch (KafkaException e) {
      throw new CliException("could not read topic " + topic + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the one record at a place; empty if none is there any more.
   *
   * @throws CliException as {@link #read}
   */
  public Optional<ConsumerRecord<String, byte[]>> at(TopicPartition partition, long offset) {
    try (Consumer<String, byte[]> consumer = consumers.apply(settings)) {
      consumer.assign(List.of(partition));
      Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
      consumer.seek(partition, offset);
      long deadline = System.nanoTime() + timeout.toNanos();
      while (consumer.position(partition) < ends.getOrDefault(partition, 0L)
          && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          return record.offset() == offset ? Optional.of(record) : Optional.empty();
        }
      }
      return Optional.empty();
    } catch (KafkaException e) {
      throw new CliException(
          "could not read topic " + partition.topic() + ": " + e.getMessage(), e);
    }
  }

  private void readToEnd(
      Consumer<String, byte[]> consumer,
      String topic,
      Range range,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> handler) {
    List<TopicPartition> partitions = partitions(consumer, topic, range);
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    seek(consumer, partitions, range, ends);
    long lastSeen = System.nanoTime();
    while (!isRead(consumer, ends)) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (range.holds(record)) {
          handler.accept(record);
        }
      }
      long now = System.nanoTime();
      lastSeen = records.isEmpty() ? lastSeen : now;
      if (now - lastSeen > timeout.toNanos()) {
        throw new CliException(
            "could not read topic "
                + topic
                + " to its end: nothing came for "
                + timeout.toSeconds()
                + " s");
      }
    }
  }

  private static List<TopicPartition> partitions(
      Consumer<String, byte[]> consumer, String topic, Range range) {
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (all.isEmpty()) {
      throw new MissingTopicException(topic);
    }
    return range
        .key()
        .map(key -> List.of(new TopicPartition(topic, partitionOf(key, all.size()))))
        .orElse(all);
  }

  private static void seek(
      Consumer<String, byte[]> consumer,
      List<TopicPartition> partitions,
      Range range,
      Map<TopicPartition, Long> ends) {
    consumer.seekToBeginning(partitions);
    range
        .since()
        .map(
            time ->
                consumer.offsetsForTimes(
                    partitions.stream()
                        .collect(Collectors.toMap(each -> each, each -> time.toEpochMilli()))))
        .ifPresent(
            starts ->
                partitions.forEach(
                    each ->
                        consumer.seek(
                            each,
                            Optional.ofNullable(starts.get(each))
                                .map(OffsetAndTimestamp::offset)
                                .orElse(ends.getOrDefault(each, 0L)))));
  }

  private static boolean isRead(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
