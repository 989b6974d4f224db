// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic as it has to be. Immutable.
 *
 * @param name the full name
 * @param partitions how many, from 1
 * @param partitionsMatter whether another number would give keys another owner
 * @param replicationFactor replicas of every partition, from 1
 * @param settings its settings, by Kafka's names
 */
public record WantedTopic(
    String name,
    int partitions,
    boolean partitionsMatter,
    short replicationFactor,
    Map<String, String> settings) {
  public WantedTopic {
    settings = Map.copyOf(settings);
  }

  NewTopic asNewTopic() {
    return new NewTopic(name, Optional.of(partitions), Optional.of(replicationFactor))
        .configs(settings);
  }
}
