// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.connector.NewestRevisions;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connectors topic, read from its beginning and followed. Thread-safe. */
public final class KafkaConnectors implements Connectors, AutoCloseable {
  private final NewestRevisions revisions = new NewestRevisions();
  private final TopicFollower follower;

  public KafkaConnectors(Map<String, String> clientSettings, Topics topics, EventCodec codec) {
    this.follower =
        new TopicFollower(
            topics.name(Topic.CONNECTORS),
            Optional.empty(),
            clientSettings,
            record ->
                // A tombstone ends one revision's record; grants that pin it are the broker's
                // affair.
                Optional.ofNullable(record.value())
                    .map(codec::decode)
                    .filter(ConnectorDefined.class::isInstance)
                    .map(ConnectorDefined.class::cast)
                    .ifPresent(revisions::accept));
  }

  @Override
  public Optional<ConnectorDefined> find(ConnectorId id) {
    return revisions.find(id);
  }

  @Override
  public List<ConnectorDefined> all(String tenant) {
    return revisions.all(tenant);
  }

  /** How many connectors are known, of all tenants. */
  public int count() {
    return revisions.count();
  }

  @Override
  public boolean isComplete() {
    return follower.isCaughtUp();
  }

  /** Why the topic can't be read at the moment. */
  public Optional<String> trouble() {
    return follower.trouble();
  }

  @Override
  public void close() {
    follower.close();
  }
}
