// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.tokenbroker.gateway.event.KafkaGate;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Clock;
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
    KafkaWatch watch)
    implements AutoCloseable {

  /**
   * Connects; Kafka need not be there yet.
   *
   * @throws IllegalArgumentException if the client settings are no good
   */
  public static KafkaParts start(
      Map<String, String> clientSettings, Topics topics, Replies replies, Clock clock) {
    EventCodec codec = new EventCodec(new FingerprintSchemaIds());
    KafkaGate gate = new KafkaGate();
    KafkaEventLog events;
    try {
      events =
          KafkaEventLog.connect(
              clientSettings, new EventRecords(topics, codec, clock, "/callback-gateway"), gate);
    } catch (KafkaException e) {
      throw new IllegalArgumentException(
          "could not use the Kafka client settings: "
              + Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse(e.getMessage()),
          e);
    }
    KafkaConnectors connectors = new KafkaConnectors(clientSettings, topics, codec);
    KafkaApiKeys apiKeys = new KafkaApiKeys(clientSettings, topics, codec);
    KafkaReplies follower = new KafkaReplies(clientSettings, topics, codec, clock, replies);
    KafkaReadiness readiness =
        new KafkaReadiness(clientSettings, connectors, apiKeys, follower, gate);
    return new KafkaParts(
        events, connectors, apiKeys, follower, readiness, new KafkaWatch(readiness, gate));
  }

  @Override
  public void close() {
    watch.close();
    readiness.close();
    repliesFollower.close();
    apiKeys.close();
    connectors.close();
    events.close();
  }
}
