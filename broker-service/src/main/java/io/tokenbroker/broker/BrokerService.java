// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.connector.ConnectorsReader;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.broker.provider.ProviderCallerService;
import io.tokenbroker.broker.topology.TopologyParts;
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
  private final ConnectorsReader connectorsReader;
  private final ProviderCallerService caller;
  private final CountDownLatch running = new CountDownLatch(1);

  /**
   * Starts a broker.
   *
   * @throws BrokerStartException if topics, keys or Kafka are not as they must be
   */
  public static BrokerService start(BrokerSettings settings, Clock clock) {
    return start(settings, clock, Telemetry.none());
  }

  /**
   * Likewise, telling of itself.
   *
   * @param telemetry stays the giver's, who closes what is behind it after the broker
   * @throws BrokerStartException if topics, keys or Kafka are not as they must be
   */
  public static BrokerService start(BrokerSettings settings, Clock clock, Telemetry telemetry) {
    verifyTopics(settings);
    return new BrokerService(settings, clock, telemetry);
  }

  private BrokerService(BrokerSettings settings, Clock clock, Telemetry telemetry) {
    Traces traces = Traces.of(telemetry.tracing());
    try {
      schemaIds = opened(schemaIds(settings));
      EventCodec codec = new EventCodec(schemaIds);
      CallMessages messages =
          new CallMessages(
              settings.keysets().sealer(KeysetName.BROKER),
              settings.keysets().opener(KeysetName.BROKER));
      Connectors connectors = new Connectors();
      connectorsReader =
          opened(
              new ConnectorsReader(
                  connectors, settings.topics(), codec, settings.clientSettings()));
      if (!connectorsReader.awaitCaughtUp(CATCH_UP_TIMEOUT)) {
        throw new BrokerStartException(
            "could not read the connectors topic within " + CATCH_UP_TIMEOUT, Optional.empty());
      }
      streams =
          new KafkaStreams(
              TopologyParts.topology(
                  settings.topics(),
                  codec,
                  settings.keysets(),
                  messages,
                  connectors,
                  traces,
                  clock),
              StreamsSettings.of(settings));
      opened(() -> streams.close(STREAMS_CLOSE_TIMEOUT));
      streams.setStateListener(
          (next, before) -> {
            if (next == KafkaStreams.State.RUNNING) {
              running.countDown();
            }
          });
      streams.setUncaughtExceptionHandler(new StreamFailures());
      streams.start();
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
                      messages,
                      settings.keysets().brokerInboxOpener(),
                      vertx,
                      settings.caller(),
                      traces,
                      clock)));
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
    if (streams.state() != KafkaStreams.State.RUNNING) {
      return Optional.of("the topology is " + streams.state());
    }
    return schemaIds.trouble().or(connectorsReader::trouble).or(caller::trouble);
  }

  /** Ends calls first, then the topology, within the deadlines of each. */
  @Override
  public void close() {
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
  private static SchemaIds schemaIds(BrokerSettings settings) throws InterruptedException {
    SchemaIds ids =
        RegistrySchemaIds.orFingerprints(
            settings.schemaRegistry(), settings.topics(), EnumSet.allOf(Topic.class));
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
