// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.connector;

import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Keeps {@link Connectors} current from the connectors topic. */
public final class ConnectorsReader implements AutoCloseable {
  private final TopicFollower follower;

  public ConnectorsReader(
      Connectors connectors, Topics topics, EventCodec codec, Map<String, String> clientSettings) {
    this.follower =
        new TopicFollower(
            topics.name(Topic.CONNECTORS),
            Optional.empty(),
            clientSettings,
            record -> {
              if (record.value() != null
                  && codec.decode(record.value()) instanceof ConnectorDefined definition) {
                connectors.put(definition);
              }
            });
  }

  /** Waits until all connectors that were defined before the start are known. */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  public Optional<String> trouble() {
    return follower.trouble();
  }

  @Override
  public void close() {
    follower.close();
  }
}
