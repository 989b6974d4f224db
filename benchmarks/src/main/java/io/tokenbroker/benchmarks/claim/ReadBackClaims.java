// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.claim;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Claims by a plain write that is read back: the first claim in the log wins. */
final class ReadBackClaims implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int CLAIM_BYTES = 129; // Tells them from the fenced ones.

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private long next;

  ReadBackClaims(Map<String, Object> client, String topic) {
    Map<String, Object> writing = new HashMap<>(client);
    writing.put("linger.ms", 0);
    writing.put("acks", "all");
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> reading = new HashMap<>(client);
    reading.put("isolation.level", "read_committed");
    reading.put("enable.auto.commit", false);
    reading.put("fetch.max.wait.ms", 100);
    this.consumer =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topic = topic;
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Returns when the claims were read back, so that calls may start. */
  void claim(int count) {
    long last = next + count - 1;
    for (; next <= last; next++) {
      byte[] claim = ByteBuffer.allocate(CLAIM_BYTES).putLong(next).array();
      Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, 0, null, claim));
    }
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!readUpTo(last)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("claims were not read back within " + TIMEOUT);
      }
    }
  }

  private boolean readUpTo(long last) {
    boolean found = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      found |=
          record.value().length == CLAIM_BYTES && ByteBuffer.wrap(record.value()).getLong() == last;
    }
    return found;
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
