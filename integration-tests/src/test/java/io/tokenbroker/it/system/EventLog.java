// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to their present end. */
public final class EventLog {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Map<String, String> kafkaClient;
  private final Topics topics;
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());

  /** Reads the topics of a cluster. */
  public EventLog(Map<String, String> kafkaClient, Topics topics) {
    this.kafkaClient = kafkaClient;
    this.topics = topics;
  }

  /** All events of a key, in order. */
  public List<SpecificRecord> of(Topic topic, TokenKey key) {
    return records(topics.name(topic), IsolationLevel.READ_COMMITTED).stream()
        .filter(record -> record.value() != null && keyOf(record).equals(key.toString()))
        .map(record -> codec.decode(record.value()))
        .toList();
  }

  /** All events of a topic, in order, by their keys. */
  public Map<String, List<SpecificRecord>> byKey(Topic topic) {
    Map<String, List<SpecificRecord>> events = new HashMap<>();
    records(topics.name(topic), IsolationLevel.READ_COMMITTED).stream()
        .filter(record -> record.value() != null)
        .forEach(
            record ->
                events
                    .computeIfAbsent(keyOf(record), missing -> new ArrayList<>())
                    .add(codec.decode(record.value())));
    return events;
  }

  /** All records that consumers can get at: of all topics, internal and aborted ones included. */
  public List<ConsumerRecord<byte[], byte[]>> everything() {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafkaClient))) {
      return admin
          .listTopics(new ListTopicsOptions().listInternal(true))
          .names()
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
          .stream()
          .flatMap(topic -> records(topic, IsolationLevel.READ_UNCOMMITTED).stream())
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the topics could not be listed", e);
    }
  }

  private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic, IsolationLevel isolation) {
    Map<String, Object> settings = new HashMap<>(kafkaClient);
    settings.put("isolation.level", isolation.toString());
    settings.put("enable.auto.commit", false);
    settings.put("fetch.max.wait.ms", 50);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, TIMEOUT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("topic " + topic + " could not be read within " + TIMEOUT);
        }
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
