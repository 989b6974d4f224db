// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.opentelemetry.context.Context;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.trace.Correlation;
import io.tokenbroker.wire.CorrelationHeader;
import io.tokenbroker.wire.EventRecords;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes claims and results, each as soon as it is there (acks=all). A result that Kafka does
 * not take is tried again until it does, with a new producer where the old one is of no more use: a
 * provider's reply must not be lost because Kafka was away. Thread-safe.
 */
final class ResultPublisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Supplier<Producer<String, byte[]>> producers;
  private final EventRecords records;

  /** Sends again what failed; a producer's own thread must not: it would wait for itself. */
  private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();

  /** Results that wait to be tried again; as many as calls are in flight at the most. */
  private final Set<Pending> waiting = ConcurrentHashMap.newKeySet();

  private volatile Optional<Producer<String, byte[]>> current = Optional.empty();
  private volatile boolean closed;

  /** A result on its way; each is told once what became of it. */
  private static final class Pending {
    private final ProducerRecord<String, byte[]> record;
    private final TokenKey key;
    private final Consumer<Boolean> whenDone;

    private Pending(
        ProducerRecord<String, byte[]> record, TokenKey key, Consumer<Boolean> whenDone) {
      this.record = record;
      this.key = key;
      this.whenDone = whenDone;
    }
  }

  /**
   * Nothing is opened until something is sent.
   *
   * @param producers makes a producer, again when the one before is of no more use
   */
  ResultPublisher(Supplier<Producer<String, byte[]>> producers, EventRecords records) {
    this.producers = producers;
    this.records = records;
  }

  /**
   * Sends without waiting. A claim that fails is simply not read back.
   *
   * @param context the trace and correlation id that it belongs to
   */
  void claim(TokenKey key, SpecificRecord claim, Context context) {
    try {
      send(
          producer(),
          record(key, claim, context),
          (metadata, error) -> {
            if (error != null) {
              log.atWarn()
                  .addKeyValue("tokenKey", key)
                  .addKeyValue("error", error.toString())
                  .log("a claim could not be written");
            }
          });
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("tokenKey", key)
          .addKeyValue("error", e.toString())
          .log("a claim could not be written");
    }
  }

  /**
   * Sends until Kafka has it.
   *
   * @param context the trace and correlation id that it belongs to
   * @param whenDone told once, on whatever thread: whether Kafka has the result, or it is lost
   */
  void result(TokenKey key, SpecificRecord result, Context context, Consumer<Boolean> whenDone) {
    send(new Pending(record(key, result, context), key, whenDone));
  }

  private ProducerRecord<String, byte[]> record(
      TokenKey key, SpecificRecord event, Context context) {
    ProducerRecord<String, byte[]> record =
        context.wrapSupplier(() -> records.of(Topic.PROVIDER_RESULTS, key.toString(), event)).get();
    Correlation.of(context).ifPresent(id -> CorrelationHeader.write(record.headers(), id));
    return record;
  }

  private void send(Pending pending) {
    waiting.remove(pending);
    Optional<Producer<String, byte[]>> used = Optional.empty();
    try {
      Producer<String, byte[]> producer = producer();
      used = Optional.of(producer);
      send(
          producer,
          pending.record,
          (metadata, error) -> {
            if (error == null) {
              pending.whenDone.accept(true);
            } else {
              failed(pending, Optional.of(producer), error);
            }
          });
    } catch (RuntimeException e) {
      failed(pending, used, e);
    }
  }

  private static void send(
      Producer<String, byte[]> producer, ProducerRecord<String, byte[]> record, Callback callback) {
    Future<RecordMetadata> unused = producer.send(record, callback);
  }

  private void failed(
      Pending pending, Optional<Producer<String, byte[]>> producer, Exception error) {
    log.atError()
        .addKeyValue("tokenKey", pending.key)
        .addKeyValue("error", error.toString())
        .log("a provider's result could not be written");
    if (error instanceof RecordTooLargeException) {
      pending.whenDone.accept(false);
      return;
    }
    waiting.add(pending);
    try {
      Future<?> unused =
          retries.schedule(
              () -> {
                if (!(error instanceof RetriableException)) {
                  producer.ifPresent(this::discard);
                }
                send(pending);
              },
              1,
              TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      giveUp(pending);
    }
  }

  private synchronized Producer<String, byte[]> producer() {
    if (closed) {
      throw new IllegalStateException("the publisher is closed");
    }
    Producer<String, byte[]> producer = current.orElseGet(producers);
    current = Optional.of(producer);
    return producer;
  }

  private synchronized void discard(Producer<String, byte[]> producer) {
    if (current.filter(same -> same == producer).isPresent()) {
      current = Optional.empty();
      producer.close(Duration.ZERO);
    }
  }

  private void giveUp(Pending pending) {
    if (waiting.remove(pending)) {
      pending.whenDone.accept(false);
    }
  }

  /** Waits for what was sent, at most five seconds; what waits to be tried again is lost. */
  @Override
  public void close() {
    Optional<Producer<String, byte[]>> last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    retries.shutdownNow();
    waiting.forEach(this::giveUp);
    last.ifPresent(producer -> producer.close(CLOSE_TIMEOUT));
  }
}
