// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import io.tokenbroker.topic.TopicDifference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/** Compares one topic with what it has to be. What an operator has made safer is no difference. */
final class TopicComparison {
  /** More of it keeps more; raising it loses nothing. */
  private static final Set<String> AT_LEAST =
      Set.of(
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
          TopicConfig.RETENTION_MS_CONFIG,
          TopicConfig.DELETE_RETENTION_MS_CONFIG);

  /** They bound how long a superseded token stays in a log. */
  private static final Set<String> AT_MOST =
      Set.of(TopicConfig.SEGMENT_MS_CONFIG, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG);

  private static final String UNLIMITED = "-1";

  private final WantedTopic wanted;
  private final int replicas;
  private final List<TopicDifference> differences = new ArrayList<>();

  private TopicComparison(WantedTopic wanted, int replicas) {
    this.wanted = wanted;
    this.replicas = replicas;
  }

  static List<TopicDifference> of(WantedTopic wanted, TopicDescription found, Config settings) {
    int replicas =
        found.partitions().stream().mapToInt(part -> part.replicas().size()).min().orElse(0);
    TopicComparison comparison = new TopicComparison(wanted, replicas);
    comparison.comparePlaces(found);
    wanted.settings().forEach((name, value) -> comparison.compare(name, value, settings));
    return comparison.differences;
  }

  private void comparePlaces(TopicDescription found) {
    int partitions = found.partitions().size();
    if (wanted.partitionsMatter() && partitions != wanted.partitions()) {
      add(Kind.PARTITIONS, "partitions", partitions, wanted.partitions());
    }
    if (replicas < wanted.replicationFactor()) {
      add(Kind.OTHER, "replication.factor", replicas, wanted.replicationFactor());
    }
  }

  private void compare(String name, String value, Config settings) {
    Optional<String> actual = Optional.ofNullable(settings.get(name)).map(ConfigEntry::value);
    if (actual.isEmpty() || actual.get().equals(value)) {
      return;
    }
    String found = actual.get();
    if (name.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
      add(Kind.CLEAN_UP, name, found, value);
    } else if (AT_LEAST.contains(name) && isLess(found, value)) {
      add(isRaisable(name) ? Kind.TOO_LOW : Kind.OTHER, name, found, value);
    } else if (AT_MOST.contains(name) && isLess(value, found)) {
      add(Kind.OTHER, name, found, value);
    }
  }

  /** With more replicas demanded than there are, nothing could be written any more. */
  private boolean isRaisable(String name) {
    return !name.equals(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
        || replicas >= wanted.replicationFactor();
  }

  private void add(Kind kind, String setting, Object found, Object value) {
    differences.add(
        new TopicDifference(
            kind, wanted.name(), setting, String.valueOf(found), String.valueOf(value)));
  }

  private static boolean isLess(String one, String other) {
    if (one.equals(UNLIMITED) || other.equals(UNLIMITED)) {
      return !one.equals(UNLIMITED);
    }
    return Long.parseLong(one) < Long.parseLong(other);
  }
}
