// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.cli.cluster.CliException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes many records, each once and acknowledged by all replicas in sync. */
final class BulkWriter implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final Duration timeout;
  private final AtomicReference<Optional<Exception>> failure =
      new AtomicReference<>(Optional.empty());

  BulkWriter(Map<String, Object> kafka, Duration timeout) {
    Map<String, Object> config = new HashMap<>(kafka);
    int millis = Math.toIntExact(timeout.toMillis());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis + 5);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.timeout = timeout;
  }

  /** Writes one in the background; waits where many are under way. */
  void write(ProducerRecord<byte[], byte[]> record) {
    failIfFailed();
    try {
      // The callback gets the outcome.
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, error) ->
                  Optional.ofNullable(error).ifPresent(e -> failure.set(Optional.of(e))));
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /** Waits until all are written. */
  void flush() {
    producer.flush();
    failIfFailed();
  }

  @Override
  public void close() {
    producer.close(timeout);
  }

  private void failIfFailed() {
    Objects.requireNonNull(failure.get())
        .ifPresent(
            error -> {
              throw failed(error);
            });
  }

  private static CliException failed(Exception error) {
    return new CliException(
        "could not write: " + error + "; what was written stays, run it again to go on", error);
  }
}
