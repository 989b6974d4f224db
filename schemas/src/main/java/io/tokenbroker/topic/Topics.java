// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import io.tokenbroker.topic.Topic.Compact;
import io.tokenbroker.topic.Topic.Delete;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The catalogue of topics of one deployment: {@link Topic} with a prefix, a partition count and a
 * replication factor. Immutable.
 *
 * @param prefix what every topic's name starts with; letters, digits, {@code . _ -}, at most 100
 * @param partitions partitions of every topic that is keyed by a token key or a correlation id, 1
 *     to 1000; fixed once the topics are made
 * @param replicationFactor replicas of every partition; 1 where there is one broker
 */
public record Topics(String prefix, int partitions, short replicationFactor) {
  public static final String DEFAULT_PREFIX = "tokenbroker.";
  public static final int DEFAULT_PARTITIONS = 24;
  private static final Pattern LEGAL_PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,100}");

  public Topics {
    if (!LEGAL_PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "topic prefix may hold letters, digits and . _ - only, at most 100: " + prefix);
    }
    if (partitions < 1 || partitions > 1000) {
      throw new IllegalArgumentException("partitions must be 1 to 1000, not " + partitions);
    }
    if (replicationFactor < 1) {
      throw new IllegalArgumentException("replication factor is at least 1");
    }
  }

  /** Default names and partitions, for a cluster of three brokers or more. */
  public static Topics defaults() {
    return new Topics(DEFAULT_PREFIX, DEFAULT_PARTITIONS, (short) 3);
  }

  /** The topic's full name. */
  public String name(Topic topic) {
    return prefix + topic.baseName();
  }

  /** The topic that has this full name. */
  public Optional<Topic> byName(String fullName) {
    return Arrays.stream(Topic.values()).filter(topic -> name(topic).equals(fullName)).findFirst();
  }

  /** How many partitions the topic has. */
  public int partitionsOf(Topic topic) {
    return switch (topic.keyedBy()) {
      case CONNECTOR_REVISION, API_KEY_ID -> 1;
      case TOKEN_KEY, CORRELATION_ID, SOURCE_KEY -> partitions;
    };
  }

  /** The topic's settings, by Kafka's names. */
  public Map<String, String> settingsOf(Topic topic) {
    Map<String, String> settings = new TreeMap<>();
    if (topic.cleanUp() instanceof Delete delete) {
      settings.put("cleanup.policy", "delete");
      settings.put("retention.ms", millis(delete.retention()));
    } else if (topic.cleanUp() instanceof Compact) {
      settings.put("cleanup.policy", "compact");
      settings.putAll(compaction());
    }
    if (replicationFactor >= 3) {
      settings.put("min.insync.replicas", "2");
    }
    return settings;
  }

  /**
   * Settings of everything that is compacted, the stores' changelogs included: they bound how long
   * a superseded or deleted token stays in a log.
   */
  public static Map<String, String> compaction() {
    return Map.of(
        "segment.ms", millis(Duration.ofDays(1)),
        "max.compaction.lag.ms", millis(Duration.ofDays(1)),
        "min.cleanable.dirty.ratio", "0.1",
        "delete.retention.ms", millis(Duration.ofDays(1)));
  }

  List<NewTopic> asNewTopics() {
    return Arrays.stream(Topic.values())
        .map(
            topic ->
                new NewTopic(name(topic), partitionsOf(topic), replicationFactor)
                    .configs(settingsOf(topic)))
        .toList();
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
