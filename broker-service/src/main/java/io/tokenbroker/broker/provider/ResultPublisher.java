// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventRecords;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes claims and results, each as soon as it is there (acks=all). A result that Kafka does
 * not take is tried again: a provider's reply must not be lost because Kafka was away. Thread-safe.
 */
final class ResultPublisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Producer<String, byte[]> producer;
  private final EventRecords records;

  private volatile boolean failed;

  /** The producer's own thread must not send: it would wait for itself. */
  private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();

  ResultPublisher(Producer<String, byte[]> producer, EventRecords records) {
    this.producer = producer;
    this.records = records;
  }

  /** Whether a result could not be written for good: then this publisher is of no more use. */
  boolean hasFailed() {
    return failed;
  }

  /** Sends without waiting. A claim that fails is simply not read back. */
  void claim(TokenKey key, SpecificRecord claim) {
    Future<RecordMetadata> unused =
        producer.send(
            records.of(Topic.PROVIDER_RESULTS, key.toString(), claim),
            (metadata, error) -> {
              if (error != null) {
                log.atWarn()
                    .addKeyValue("tokenKey", key)
                    .addKeyValue("error", error.toString())
                    .log("a claim could not be written");
              }
            });
  }

  /**
   * Sends until Kafka has it.
   *
   * @param whenDone told once, on whatever thread: whether Kafka has the result, or it is lost
   */
  void result(TokenKey key, SpecificRecord result, Consumer<Boolean> whenDone) {
    send(records.of(Topic.PROVIDER_RESULTS, key.toString(), result), key, whenDone);
  }

  private void send(
      ProducerRecord<String, byte[]> record, TokenKey key, Consumer<Boolean> whenDone) {
    try {
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, error) -> {
                if (error == null) {
                  whenDone.accept(true);
                } else {
                  notWritten(record, key, whenDone, error);
                }
              });
    } catch (RuntimeException e) {
      // The producer is closed, or was never usable.
      notWritten(record, key, whenDone, e);
    }
  }

  private void notWritten(
      ProducerRecord<String, byte[]> record,
      TokenKey key,
      Consumer<Boolean> whenDone,
      Exception error) {
    log.atError()
        .addKeyValue("tokenKey", key)
        .addKeyValue("error", error.toString())
        .log("a provider's result could not be written");
    if (!(error instanceof RetriableException) || !sendLater(record, key, whenDone)) {
      failed = true;
      whenDone.accept(false);
    }
  }

  private boolean sendLater(
      ProducerRecord<String, byte[]> record, TokenKey key, Consumer<Boolean> whenDone) {
    try {
      Future<?> unused = retries.schedule(() -> send(record, key, whenDone), 1, TimeUnit.SECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // Closing.
    }
  }

  /** Waits for what was sent, at most five seconds. */
  @Override
  public void close() {
    retries.shutdownNow();
    producer.close(CLOSE_TIMEOUT);
  }
}
