// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tries what a user may do with a topic that holds a record, with plain clients. */
final class TopicProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Map<String, Object> kafka;

  TopicProbe(Map<String, String> kafka) {
    this.kafka = new HashMap<>(kafka);
    this.kafka.put("allow.auto.create.topics", false);
  }

  /** {@code r} if it may be read, {@code w} if it may be written. */
  String of(String topic) {
    return (isWritable(topic) ? "w" : "") + (isReadable(topic) ? "r" : "");
  }

  private boolean isReadable(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      // Only a record shows that it may be read: describing is enough for offsets.
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("neither a record nor a refusal from " + topic);
        }
      }
      return true;
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  private boolean isWritable(String topic) {
    // An idempotent producer asks for its id first, and who may write no topic at all is refused
    // it:
    // the send fails then by that, or by this topic, or throws, as the answers happen to arrive.
    Map<String, Object> plain = new HashMap<>(kafka);
    plain.put("enable.idempotence", false);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer())) {
      RecordMetadata written =
          producer
              .send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {1}))
              .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return written.hasOffset();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicAuthorizationException) {
        return false;
      }
      throw new AssertionError("writing " + topic + " failed otherwise", e);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer about writing " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
