// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.claim;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Claims in a transaction of a producer with a transactional id of the partition. */
final class FencedClaims implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final byte[] claim = new byte[128];

  FencedClaims(Map<String, Object> client, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("transactional.id", "claims-0");
    settings.put("linger.ms", 0);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    producer.initTransactions();
  }

  /** Returns when the claims are committed, so that calls may start. */
  void claim(int count) {
    producer.beginTransaction();
    for (int i = 0; i < count; i++) {
      Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, 0, null, claim));
    }
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close();
  }
}
