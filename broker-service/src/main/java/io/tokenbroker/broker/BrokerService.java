// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.connector.ConnectorsReader;
import io.tokenbroker.broker.pause.ProviderPause;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.broker.provider.ProviderCallerService;
import io.tokenbroker.broker.topology.TopologyMeters;
import io.tokenbroker.broker.topology.TopologyParts;
import io.tokenbroker.process.management.Health;
import io.tokenbroker.process.management.KafkaProbe;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.SchemaIds;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker process, put together: connectors, topology, provider caller. {@link #start} refuses
 * to start on topics that differ from the catalogue. Thread-safe.
 */
public final class BrokerService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerService.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration SCHEMAS_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STREAMS_CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /** API keys are no matter of the broker's, and it may not even see their topic. */
  private static final Set<Topic> USED_TOPICS = EnumSet.complementOf(EnumSet.of(Topic.API_KEYS));

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final SchemaIds schemaIds;
  private final KafkaStreams streams;
  private final Restoration restoration = new Restoration();
  private final Health health;
  private final ConnectorsReader connectorsReader;
  private final ProviderPause pause;
  private final StreamFailures failures;
  private final ProviderCallerService caller;
  private final CountDownLatch running = new CountDownLatch(1);
  private volatile boolean closed;

  /**
   * Starts a broker.
   *
   * @throws BrokerStartException if topics, keys or Kafka are not as they must be
   */
  public static BrokerService start(BrokerSettings settings, Clock clock) {
    return start(settings, Telemetry.none(), new Health(), clock);
  }

  /**
   * Starts a broker that is watched.
   *
   * @param telemetry where it is measured
   * @param health told how far the start has come, and then what is wrong; stays the giver's
   * @throws BrokerStartException if topics, keys or Kafka are not as they must be
   */
  public static BrokerService start(
      BrokerSettings settings, Telemetry telemetry, Health health, Clock clock) {
    health.phase("looking at the topics");
    verifyTopics(settings);
    return new BrokerService(settings, telemetry, health, clock);
  }

  private BrokerService(BrokerSettings settings, Telemetry telemetry, Health health, Clock clock) {
    Meters meters = new Meters(telemetry.meters());
    Traces traces = Traces.of(telemetry.tracing());
    this.health = health;
    try {
      KafkaProbe kafka = opened(new KafkaProbe(settings.clientSettings()));
      health.addAll(() -> kafka.ask().thenApply(List::of));
      health.add("keysets", settings.keysets()::trouble);
      health.phase("waiting for schema ids");
      schemaIds = opened(schemaIds(settings, health));
      EventCodec codec = new EventCodec(schemaIds);
      CallMessages messages =
          new CallMessages(
              settings.keysets().sealer(KeysetName.BROKER),
              settings.keysets().opener(KeysetName.BROKER));
      Connectors connectors = new Connectors();
      meters.gauge(Metric.CONNECTORS, connectors::count);
      health.phase("reading the connectors");
      connectorsReader =
          opened(
              new ConnectorsReader(
                  connectors, settings.topics(), codec, settings.clientSettings()));
      if (!connectorsReader.awaitCaughtUp(CATCH_UP_TIMEOUT)) {
        throw new BrokerStartException(
            "could not read the connectors topic within " + CATCH_UP_TIMEOUT, Optional.empty());
      }
      health.phase("reading what is paused");
      pause =
          opened(
              ProviderPause.start(
                  new ProviderPause.Parts(
                      settings.clientSettings(),
                      settings.topics(),
                      settings.applicationId(),
                      codec,
                      settings.startPaused(),
                      clock),
                  CATCH_UP_TIMEOUT));
      meters.gauge(Metric.CALLS_PAUSED, () -> pause.inForce().size());
      streams =
          new KafkaStreams(
              TopologyParts.topology(
                  settings.topics(),
                  codec,
                  settings.keysets(),
                  messages,
                  connectors,
                  traces,
                  new TopologyMeters(meters, clock),
                  clock),
              StreamsSettings.of(settings));
      opened(() -> streams.close(STREAMS_CLOSE_TIMEOUT));
      streams.setStateListener(
          (next, before) -> {
            if (next == KafkaStreams.State.RUNNING) {
              running.countDown();
              health.started();
            }
          });
      streams.setGlobalStateRestoreListener(restoration);
      meters.gauge(Metric.RESTORE_REMAINING, restoration::remaining);
      failures = new StreamFailures(meters.counter(Metric.STREAM_FAILURES), System::nanoTime);
      streams.setUncaughtExceptionHandler(failures);
      health.phase("waiting for partitions and restoring");
      streams.start();
      KafkaStreamsMetrics streamsMetrics = opened(new KafkaStreamsMetrics(streams));
      streamsMetrics.bindTo(meters.registry());
      Vertx vertx = Vertx.vertx();
      opened(
          () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
      caller =
          opened(
              new ProviderCallerService(
                  new ProviderCallerService.Parts(
                      settings.clientSettings(),
                      settings.callerGroupId(),
                      settings.topics(),
                      codec,
                      connectors,
                      pause::isPaused,
                      messages,
                      settings.keysets().brokerInboxOpener(),
                      vertx,
                      meters,
                      settings.caller(),
                      traces,
                      clock)));
      health.add("connectors", connectorsReader::trouble);
      health.add("controls", pause::trouble);
      health.add("topology", this::topologyTrouble);
      health.add("provider-caller", caller::trouble);
      health.addLife(this::dead);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new BrokerStartException("interrupted while starting", Optional.of(e));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Waits until the topology runs: assigned, restored. */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What is wrong at the moment; empty if the broker does its work. */
  public Optional<String> trouble() {
    return topologyTrouble()
        .or(schemaIds::trouble)
        .or(connectorsReader::trouble)
        .or(pause::trouble)
        .or(caller::trouble);
  }

  private Optional<String> topologyTrouble() {
    Optional<String> missingKey = failures.trouble();
    if (missingKey.isPresent()) {
      return missingKey;
    }
    KafkaStreams.State state = streams.state();
    if (state == KafkaStreams.State.RUNNING) {
      return Optional.empty();
    }
    return Optional.of(
        "the topology is "
            + state
            + restoration.text().map(progress -> ", " + progress).orElse(""));
  }

  /** What no thread of ours mends any more. */
  private Optional<String> dead() {
    if (closed) {
      return Optional.empty();
    }
    if (streams.state() == KafkaStreams.State.ERROR
        || streams.state() == KafkaStreams.State.NOT_RUNNING) {
      return Optional.of("the topology has ended: " + streams.state());
    }
    return caller.isDead() ? Optional.of("the provider caller has ended") : Optional.empty();
  }

  /**
   * What holds provider calls back, a line each; empty if nothing does. Its size is what the gauge
   * {@code tokenbroker_provider_calls_paused} shows. No trouble: the broker does as it was told.
   */
  public List<String> paused() {
    return pause.inForce();
  }

  /** How the broker is, in one line, for people. */
  public String status() {
    return trouble()
        .orElseGet(
            () ->
                paused().isEmpty()
                    ? "running"
                    : "running; provider calls are paused: " + String.join("; ", paused()));
  }

  /** Ends calls first, then the topology, within the deadlines of each. */
  @Override
  public void close() {
    closed = true;
    health.closing();
    for (int i = parts.size() - 1; i >= 0; i--) {
      try {
        parts.get(i).close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("a part did not close in time");
      }
    }
    parts.clear();
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.add(part);
    return part;
  }

  /** Nothing can be written without them: they are waited for; the log says meanwhile why. */
  private static SchemaIds schemaIds(BrokerSettings settings, Health health)
      throws InterruptedException {
    SchemaIds ids =
        RegistrySchemaIds.orFingerprints(
            settings.schemaRegistry(), settings.topics(), EnumSet.allOf(Topic.class));
    health.add("schemas", ids::trouble);
    try {
      if (ids.awaitReady(SCHEMAS_TIMEOUT)) {
        return ids;
      }
      throw new BrokerStartException(
          "the schema ids are not known after "
              + SCHEMAS_TIMEOUT
              + ": "
              + ids.trouble().orElse("no reason is known"),
          Optional.empty());
    } catch (InterruptedException | BrokerStartException e) {
      ids.close();
      throw e;
    }
  }

  private static void verifyTopics(BrokerSettings settings) {
    Map<String, Object> admin = new HashMap<>(settings.clientSettings());
    try (Admin client = Admin.create(admin)) {
      List<String> differences =
          new TopicAdmin(client, settings.topics(), ADMIN_TIMEOUT).obstacles(USED_TOPICS);
      if (!differences.isEmpty()) {
        throw new BrokerStartException(
            "the topics are not as they must be ('tokenbroker topics apply' creates what is"
                + " missing): "
                + String.join("; ", differences),
            Optional.empty());
      }
    }
  }
}
