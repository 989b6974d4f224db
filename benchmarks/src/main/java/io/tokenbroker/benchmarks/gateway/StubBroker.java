// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says of every code that it is good, but for one user's. */
final class StubBroker implements AutoCloseable {
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  private final EventRecords records;
  private final String silentUser;
  private final Thread thread = new Thread(this::run, "stub-broker");

  StubBroker(Map<String, String> kafka, Topics topics, String silentUser) {
    Map<String, Object> reading = new HashMap<>(kafka);
    reading.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
    this.producer =
        new KafkaProducer<>(Map.copyOf(kafka), new StringSerializer(), new ByteArraySerializer());
    this.records = new EventRecords(topics, codec, Clock.systemUTC(), "/stub-broker");
    this.silentUser = silentUser;
    List<TopicPartition> partitions =
        consumer.partitionsFor(topics.name(Topic.AUTHORIZATIONS)).stream()
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        consumer.poll(Duration.ofSeconds(1)).forEach(this::answer);
      }
    } catch (WakeupException closing) {
      consumer.close();
    }
  }

  private void answer(ConsumerRecord<String, byte[]> record) {
    if (record.key().contains("/" + silentUser)
        || !(codec.decode(record.value()) instanceof AuthorizationCodeReceived received)) {
      return;
    }
    Instant now = Instant.now();
    var unused =
        producer.send(
            records.of(
                Topic.REPLIES,
                received.getAuthorizationId(),
                AuthorizationSucceeded.newBuilder()
                    .setAuthorizationId(received.getAuthorizationId())
                    .setTokenKey(record.key())
                    .setGeneration(1)
                    .setSequence(1)
                    .setExpiresAt(now.plusSeconds(3600))
                    .setCompletedAt(now)
                    .build()));
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(Await.CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
