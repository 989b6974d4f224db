// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A provider caller over two logs in memory, one partition each. No connector is known, so a call
 * that is made ends as {@code CallNotSent(connector_unknown_or_origin_changed)} and is seen by
 * that.
 */
final class CallerRig implements AutoCloseable {
  static final String MADE = "connector_unknown_or_origin_changed";
  static final TokenKey KEY = TokenKey.personal("acme", "crm", "alice");
  static final ProviderCallerSettings SETTINGS =
      ProviderCallerSettings.defaults().withCommitInterval(Duration.ofHours(1));

  private static final Topics TOPICS = new Topics("t.", 1, (short) 1);
  private static final TopicPartition REQUESTS =
      new TopicPartition(TOPICS.name(Topic.PROVIDER_REQUESTS), 0);
  private static final TopicPartition RESULTS =
      new TopicPartition(TOPICS.name(Topic.PROVIDER_RESULTS), 0);
  private static final EventCodec CODEC = new EventCodec(new FingerprintSchemaIds());

  /** The two logs, which outlive their callers. */
  static final class Logs {
    private final List<byte[]> requests = new ArrayList<>();
    private final List<byte[]> results = new ArrayList<>();
    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();

    void request(String attemptId) {
      Instant now = Instant.now();
      requests.add(
          CODEC.encode(
              REQUESTS.topic(),
              new ProviderRequest(
                  attemptId,
                  ProviderCall.REFRESH,
                  1L,
                  "https://provider.example:443",
                  1L,
                  1L,
                  now,
                  now.plusSeconds(600),
                  ByteBuffer.allocate(0))));
    }

    List<SpecificRecord> results() {
      return results.stream().map(CODEC::decode).toList();
    }

    long committedResults() {
      return committedOf(RESULTS);
    }

    /** -1 if nothing was committed. */
    private long committedOf(TopicPartition partition) {
      return Optional.ofNullable(committed.get(partition))
          .map(OffsetAndMetadata::offset)
          .orElse(-1L);
    }

    long committedRequests() {
      return committedOf(REQUESTS);
    }
  }

  private final Logs logs;
  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final Vertx vertx = Vertx.vertx();
  private final ResultPublisher publisher;
  private final ProviderCaller caller;
  private int requestsFed;
  private int resultsFed;
  private int collected;

  CallerRig(Logs logs, String owner) {
    this(logs, owner, SETTINGS);
  }

  CallerRig(Logs logs, String owner, ProviderCallerSettings settings) {
    this.logs = logs;
    Clock clock = Clock.systemUTC();
    CallMessages messages =
        new CallMessages(
            (plaintext, data) -> ByteBuffer.wrap(plaintext),
            (value, data) -> {
              throw new CannotOpenException("nothing is opened here");
            });
    Calls calls =
        new Calls(
            new Connectors(),
            messages,
            (value, data) -> new byte[0],
            new ProviderHttp(
                vertx, clock, settings.callTimeout(), 2, ProviderNetwork.loopbackAllowed()),
            new Admission(new ProviderLimits(4, 1, 2, 1, 10)),
            new PausedCalls(id -> false));
    this.publisher =
        new ResultPublisher(() -> producer, new EventRecords(TOPICS, CODEC, clock, "/test"));
    this.caller =
        new ProviderCaller(
            new ProviderCaller.Parts(
                consumer,
                publisher,
                new ResultEvents(messages, owner),
                calls,
                CODEC,
                TOPICS,
                new InFlight(),
                settings,
                CallMeters.none(),
                new CallTraces(Traces.off()),
                owner,
                clock));
    takeOver();
  }

  private void takeOver() {
    consumer.updateBeginningOffsets(Map.of(REQUESTS, 0L, RESULTS, 0L));
    consumer.updateEndOffsets(
        Map.of(REQUESTS, (long) logs.requests.size(), RESULTS, (long) logs.results.size()));
    caller.subscribe();
    consumer.schedulePollTask(
        () -> {
          // The group's offsets are the cluster's, which a mock keeps to itself.
          if (!logs.committed.isEmpty()) {
            consumer.commitSync(logs.committed);
          }
          consumer.rebalance(List.of(REQUESTS, RESULTS));
        });
    caller.step(Duration.ZERO);
    caller.step(Duration.ZERO);
    requestsFed = (int) consumer.position(REQUESTS);
    resultsFed = (int) consumer.position(RESULTS);
  }

  /** Lets the caller read the requests that it has not read. */
  CallerRig readRequests() {
    for (; requestsFed < logs.requests.size(); requestsFed++) {
      feed(REQUESTS, requestsFed, logs.requests.get(requestsFed));
    }
    return step();
  }

  /** Lets the caller read the results that it has not read. */
  CallerRig readResults() {
    for (; resultsFed < logs.results.size(); resultsFed++) {
      feed(RESULTS, resultsFed, logs.results.get(resultsFed));
    }
    return step();
  }

  CallerRig stopTaking() {
    caller.stopTaking();
    return this;
  }

  boolean isBusy() {
    return caller.isBusy();
  }

  /** Commits, as before a hand-over. */
  void commit() {
    caller.commit();
    logs.committed = consumer.committed(Set.of(REQUESTS, RESULTS));
  }

  private CallerRig step() {
    consumer.updateEndOffsets(
        Map.of(REQUESTS, (long) logs.requests.size(), RESULTS, (long) logs.results.size()));
    caller.step(Duration.ZERO);
    List<ProducerRecord<String, byte[]>> history = producer.history();
    for (; collected < history.size(); collected++) {
      logs.results.add(history.get(collected).value());
    }
    return this;
  }

  private void feed(TopicPartition partition, long offset, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(), partition.partition(), offset, KEY.toString(), value));
  }

  @Override
  public void close() {
    publisher.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
