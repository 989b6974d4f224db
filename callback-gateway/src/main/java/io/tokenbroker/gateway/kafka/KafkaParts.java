// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tokenbroker.gateway.event.KafkaGate;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.SchemaIds;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** All of the gateway's connections to Kafka, opened and closed together. */
public record KafkaParts(
    KafkaEventLog events,
    KafkaConnectors connectors,
    KafkaApiKeys apiKeys,
    KafkaReplies repliesFollower,
    KafkaReadiness readiness,
    KafkaWatch watch,
    SchemaIds schemaIds)
    implements AutoCloseable {

  /**
   * Connects; Kafka need not be there yet.
   *
   * @throws IllegalArgumentException if the client settings are no good
   */
  public static KafkaParts start(
      Map<String, String> clientSettings,
      Topics topics,
      Optional<RegistrySettings> schemaRegistry,
      Replies replies,
      Clock clock) {
    return start(
        clientSettings,
        topics,
        schemaRegistry,
        replies,
        new Meters(new CompositeMeterRegistry()),
        clock);
  }

  /**
   * Likewise, measured.
   *
   * @throws IllegalArgumentException if the client settings are no good
   */
  public static KafkaParts start(
      Map<String, String> clientSettings,
      Topics topics,
      Optional<RegistrySettings> schemaRegistry,
      Replies replies,
      Meters meters,
      Clock clock) {
    SchemaIds ids =
        RegistrySchemaIds.orFingerprints(schemaRegistry, topics, EnumSet.allOf(Topic.class));
    EventCodec codec = new EventCodec(ids);
    KafkaGate gate = new KafkaGate();
    KafkaEventLog events;
    try {
      events =
          KafkaEventLog.connect(
              clientSettings,
              new EventRecords(topics, codec, clock, "/callback-gateway"),
              gate,
              meters);
    } catch (KafkaException e) {
      ids.close();
      throw new IllegalArgumentException(
          "could not use the Kafka client settings: "
              + Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse(e.getMessage()),
          e);
    }
    KafkaConnectors connectors = new KafkaConnectors(clientSettings, topics, codec);
    meters.gauge(Metric.CONNECTORS, connectors::count);
    KafkaApiKeys apiKeys = new KafkaApiKeys(clientSettings, topics, codec);
    KafkaReplies follower = new KafkaReplies(clientSettings, topics, codec, clock, replies);
    KafkaReadiness readiness =
        new KafkaReadiness(clientSettings, connectors, apiKeys, follower, gate, ids);
    return new KafkaParts(
        events, connectors, apiKeys, follower, readiness, new KafkaWatch(readiness, gate), ids);
  }

  @Override
  public void close() {
    watch.close();
    readiness.close();
    repliesFollower.close();
    apiKeys.close();
    connectors.close();
    events.close();
    schemaIds.close();
  }
}
