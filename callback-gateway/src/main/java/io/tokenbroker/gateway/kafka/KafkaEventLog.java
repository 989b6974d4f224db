// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.tokenbroker.gateway.event.EventLog;
import io.tokenbroker.gateway.event.KafkaGate;
import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.SchemasUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Events to Kafka: acknowledged by all in-sync replicas, sent at once, on the caller's thread,
 * which is an event loop: the producer is made so that {@link Producer#send} never waits. What it
 * does not take, because it knows no metadata yet or its memory is full, is offered to it again for
 * a while on a thread with a bounded queue. While the gate is closed nothing is taken at all.
 * Thread-safe.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {
  private static final int MAX_QUEUED = 10_000;
  private static final int MAX_BATCH_BYTES = 128 * 1024;
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MAX_OFFERED = Duration.ofSeconds(2);
  private static final Duration BETWEEN_OFFERS = Duration.ofMillis(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final EventRecords records;
  private final Producer<String, byte[]> producer;
  private final Duration deadline;
  private final KafkaGate gate;
  private final Optional<KafkaClientMetrics> metrics;
  private final ThreadPoolExecutor again =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_QUEUED),
          task -> {
            Thread thread = new Thread(task, "gateway-events");
            thread.setDaemon(true);
            return thread;
          });

  /** A log that sends with the producer, and closes it. */
  KafkaEventLog(
      EventRecords records, Producer<String, byte[]> producer, Duration deadline, KafkaGate gate) {
    this(records, producer, deadline, gate, Optional.empty());
  }

  private KafkaEventLog(
      EventRecords records,
      Producer<String, byte[]> producer,
      Duration deadline,
      KafkaGate gate,
      Optional<KafkaClientMetrics> metrics) {
    this.metrics = metrics;
    this.records = records;
    this.producer = producer;
    this.deadline = deadline;
    this.gate = gate;
  }

  /**
   * Connects.
   *
   * @param clientSettings Kafka client settings (bootstrap servers, security)
   * @throws org.apache.kafka.common.KafkaException if the settings are no good
   */
  public static KafkaEventLog connect(
      Map<String, String> clientSettings, EventRecords records, KafkaGate gate, Meters meters) {
    Producer<String, byte[]> producer = new KafkaProducer<>(producerSettings(clientSettings));
    KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
    metrics.bindTo(meters.registry());
    return new KafkaEventLog(
        records, producer, DELIVERY_TIMEOUT.plus(MAX_OFFERED), gate, Optional.of(metrics));
  }

  @Override
  public CompletionStage<Void> append(Topic topic, String key, SpecificRecord event) {
    // Before anything else, so that a record that can't be written never holds up the trial.
    ProducerRecord<String, byte[]> record;
    try {
      record = records.of(topic, key, event);
    } catch (SchemasUnavailableException e) {
      return CompletableFuture.failedFuture(
          new UnavailableException("did not write: " + e.getMessage(), e));
    }
    if (!gate.pass()) {
      return CompletableFuture.failedFuture(
          new UnavailableException(
              "did not write to topic " + record.topic() + ": Kafka is away, as was seen before"));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    Offer offer = new Offer(record, done);
    if (!offer.send()) {
      offerAgain(offer);
    }
    return done.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((nothing, error) -> tell(Optional.ofNullable(error)));
  }

  private void tell(Optional<Throwable> error) {
    if (error.filter(KafkaEventLog::isAway).isPresent()) {
      gate.failed();
    } else {
      gate.acknowledged();
    }
  }

  /** A broker that refuses one record (too large, not authorized) is there. */
  private static boolean isAway(Throwable error) {
    return !(error.getCause() instanceof KafkaException refused)
        || refused instanceof RetriableException;
  }

  /** Sends what is queued and closes, within about ten seconds. */
  @Override
  public void close() {
    again.shutdown();
    try {
      if (!again.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        again.shutdownNow();
      }
    } catch (InterruptedException e) {
      again.shutdownNow();
      Thread.currentThread().interrupt();
    }
    metrics.ifPresent(KafkaClientMetrics::close);
    producer.close(CLOSE_TIMEOUT);
  }

  private void offerAgain(Offer offer) {
    long end = System.nanoTime() + MAX_OFFERED.toNanos();
    try {
      again.execute(
          () -> {
            while (!offer.send()) {
              if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                offer.fail();
                return;
              }
              LockSupport.parkNanos(BETWEEN_OFFERS.toNanos());
            }
          });
    } catch (RejectedExecutionException e) {
      offer.fail();
    }
  }

  /** A record on its way into the producer. For one thread after the other. */
  private final class Offer {
    private final ProducerRecord<String, byte[]> record;
    private final CompletableFuture<Void> done;
    private Optional<Exception> notTaken = Optional.empty();

    Offer(ProducerRecord<String, byte[]> record, CompletableFuture<Void> done) {
      this.record = record;
      this.done = done;
    }

    /** Sends it; false if the producer can't take it now. What it refuses for good is told. */
    boolean send() {
      if (done.isDone()) {
        return true;
      }
      notTaken = Optional.empty();
      Thread offering = Thread.currentThread();
      try {
        var unused =
            producer.send(
                record,
                (metadata, error) -> {
                  if (error == null) {
                    done.complete(null);
                  } else if (error instanceof TimeoutException
                      && Thread.currentThread() == offering) {
                    // Within send(): it was not even queued. Answers come on the producer's thread.
                    notTaken = Optional.of(error);
                  } else {
                    fail(error);
                  }
                });
      } catch (RuntimeException e) {
        fail(e);
      }
      return notTaken.isEmpty();
    }

    /** Gives up on what was not taken. */
    void fail() {
      notTaken.ifPresent(this::fail);
    }

    private void fail(Exception error) {
      done.completeExceptionally(
          new UnavailableException(
              "could not write to topic " + record.topic() + "; is Kafka up?", error));
    }
  }

  /** What the producer is made with: durability before speed, no wait on the caller's thread. */
  public static Map<String, Object> producerSettings(Map<String, String> clientSettings) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // One request at a time: under load the next one carries all that came meanwhile, which saves
    // Kafka and us most of the requests; alone, a record goes at once.
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, MAX_BATCH_BYTES);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    // What can't be taken at once is offered again elsewhere: see above.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    return settings;
  }
}
