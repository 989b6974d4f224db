// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning to its present end, committed records only. */
public final class EventLog {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Map<String, String> kafkaClient;
  private final Topics topics;
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());

  EventLog(Map<String, String> kafkaClient, Topics topics) {
    this.kafkaClient = kafkaClient;
    this.topics = topics;
  }

  /** All events of a key, in order. */
  public List<SpecificRecord> of(Topic topic, TokenKey key) {
    return records(topics.name(topic)).stream()
        .filter(record -> key.toString().equals(record.key()) && record.value() != null)
        .map(record -> codec.decode(record.value()))
        .toList();
  }

  /** All records of a topic, by its full name. */
  public List<ConsumerRecord<String, byte[]>> records(String topic) {
    Map<String, Object> settings = new HashMap<>(kafkaClient);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("fetch.max.wait.ms", 50);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, TIMEOUT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
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
