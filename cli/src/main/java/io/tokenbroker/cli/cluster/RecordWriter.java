// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records, each acknowledged by all replicas in sync. Thread-safe. */
public final class RecordWriter implements AutoCloseable {
  private final Producer<String, byte[]> producer;
  private final Duration timeout;

  /**
   * @param kafka Kafka client settings
   * @param timeout the longest that one write may take
   */
  public RecordWriter(Map<String, Object> kafka, Duration timeout) {
    Map<String, Object> config = new HashMap<>(kafka);
    int millis = Math.toIntExact(timeout.toMillis());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    this.timeout = timeout;
  }

  /**
   * Writes a record and waits for that.
   *
   * @throws CliException if it was not acknowledged in time
   */
  public void write(ProducerRecord<String, byte[]> record) {
    try {
      send(record).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CliException known ? known : refused(record, e);
    } catch (TimeoutException e) {
      throw new CliException(
          "could not write to " + record.topic() + " within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while writing to " + record.topic(), e);
    }
  }

  /** Writes a record in the background; what goes wrong is a {@link CliException} of the future. */
  CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      // The callback gets the outcome.
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, error) ->
                  Optional.ofNullable(error)
                      .ifPresentOrElse(
                          cause -> written.completeExceptionally(refused(record, cause)),
                          () -> written.complete(null)));
    } catch (KafkaException e) {
      written.completeExceptionally(refused(record, e));
    }
    return written;
  }

  @Override
  public void close() {
    producer.close(timeout);
  }

  private static CliException refused(ProducerRecord<String, byte[]> record, Exception cause) {
    return new CliException("could not write to " + record.topic() + ": " + cause, cause);
  }
}
