// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link ProviderCaller} on a thread of its own. After a failure it starts a new one, under
 * a new owner's name: what the old one claimed is then a stranger's and waited for, and what it has
 * out still gets its result written.
 */
public final class ProviderCallerService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProviderCallerService.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final Parts parts;
  private final ProviderHttp http;
  private final Calls calls;
  private final CallMeters callMeters;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private Optional<KafkaClientMetrics> producerMetrics = Optional.empty();
  private volatile Optional<String> trouble = Optional.of("starting");

  /**
   * What the service works with.
   *
   * @param clientSettings Kafka client settings (bootstrap servers, security)
   * @param groupId consumer group of all callers of the deployment
   * @param inbox opens client secrets
   * @param meters where calls and Kafka clients are counted
   * @param paused whether a connector's calls are held back
   * @param traces the spans of calls
   * @param vertx stays the giver's, who closes it after the service
   */
  public record Parts(
      Map<String, String> clientSettings,
      String groupId,
      Topics topics,
      EventCodec codec,
      Connectors connectors,
      Predicate<ConnectorId> paused,
      CallMessages messages,
      Opener inbox,
      Vertx vertx,
      Meters meters,
      ProviderCallerSettings settings,
      Traces traces,
      Clock clock) {}

  public ProviderCallerService(Parts parts) {
    this.parts = parts;
    ProviderCallerSettings settings = parts.settings();
    this.http =
        new ProviderHttp(
            parts.vertx(),
            parts.clock(),
            settings.callTimeout(),
            settings.limits().placesPerProvider(),
            settings.network());
    this.callMeters = new CallMeters(parts.meters(), settings.limits());
    this.calls =
        new Calls(
            parts.connectors(),
            parts.messages(),
            parts.inbox(),
            http,
            new Admission(settings.limits(), callMeters),
            new PausedCalls(parts.paused()),
            callMeters);
    this.thread = new Thread(this::run, "provider-caller");
    thread.start();
  }

  /** Why no calls are made at the moment; empty while they are. */
  public Optional<String> trouble() {
    return thread.isAlive() ? trouble : Optional.of("the provider caller has ended");
  }

  /** Whether it has ended for good, though nobody closed it. */
  public boolean isDead() {
    return stopping.getCount() > 0 && !thread.isAlive();
  }

  /** Takes no more requests, waits for the calls that are out, commits. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(parts.settings().drainTimeout().plusSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    closeProducerMetrics();
  }

  private synchronized void closeProducerMetrics() {
    producerMetrics.ifPresent(KafkaClientMetrics::close);
    producerMetrics = Optional.empty();
  }

  private void run() {
    // Outlives a caller that fails: what is out still gets its result written.
    InFlight inFlight = new InFlight();
    try (ResultPublisher publisher = newPublisher()) {
      while (!isStopping(Duration.ZERO)) {
        runOne(publisher, inFlight);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOne(ResultPublisher publisher, InFlight inFlight) throws InterruptedException {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consumerSettings());
        KafkaClientMetrics metrics = new KafkaClientMetrics(consumer)) {
      metrics.bindTo(parts.meters().registry());
      ProviderCaller caller = newCaller(consumer, publisher, inFlight);
      caller.subscribe();
      trouble = Optional.empty();
      while (!isStopping(Duration.ZERO)) {
        caller.step(POLL);
      }
      drain(caller);
    } catch (RuntimeException e) {
      trouble = Optional.of("the provider caller failed: " + e);
      log.atError().setCause(e).log("provider caller failed, starting anew");
      isStopping(PAUSE_AFTER_ERROR);
    }
  }

  private ProviderCaller newCaller(
      KafkaConsumer<String, byte[]> consumer, ResultPublisher publisher, InFlight inFlight) {
    String owner = UUID.randomUUID().toString();
    return new ProviderCaller(
        new ProviderCaller.Parts(
            consumer,
            publisher,
            new ResultEvents(parts.messages(), owner),
            calls,
            parts.codec(),
            parts.topics(),
            inFlight,
            parts.settings(),
            callMeters,
            new CallTraces(parts.traces()),
            owner,
            parts.clock()));
  }

  private ResultPublisher newPublisher() {
    return new ResultPublisher(
        this::newProducer,
        new EventRecords(parts.topics(), parts.codec(), parts.clock(), "/broker-service/caller"));
  }

  private synchronized Producer<String, byte[]> newProducer() {
    producerMetrics.ifPresent(KafkaClientMetrics::close);
    Producer<String, byte[]> producer = new KafkaProducer<>(producerSettings());
    KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
    metrics.bindTo(parts.meters().registry());
    producerMetrics = Optional.of(metrics);
    return producer;
  }

  private void drain(ProviderCaller caller) {
    long end = System.nanoTime() + parts.settings().drainTimeout().toNanos();
    caller.stopTaking();
    while (caller.isBusy() && System.nanoTime() < end) {
      caller.step(POLL);
    }
    // One more round, so that the results just written are read and counted.
    caller.step(POLL);
    caller.commit();
  }

  private boolean isStopping(Duration wait) throws InterruptedException {
    return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Map<String, Object> consumerSettings() {
    Map<String, Object> consumer = new HashMap<>(parts.clientSettings());
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, parts.groupId());
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Requests and results of a partition must have one owner: Range gives equal numbers to one.
    consumer.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1500);
    consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    return consumer;
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> producer = new HashMap<>(parts.clientSettings());
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000);
    return producer;
  }
}
