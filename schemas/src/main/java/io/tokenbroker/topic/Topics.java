// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import io.tokenbroker.topic.Topic.Compact;
import io.tokenbroker.topic.Topic.Delete;
import io.tokenbroker.topic.Topic.KeyedBy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
      case CONNECTOR_REVISION, API_KEY_ID, CONTROL -> 1;
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
    settings.putAll(durability());
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

  /**
   * The broker's application id where nothing else is set. One prefix for all that a deployment has
   * in a cluster: topics, groups, transactions.
   */
  public String applicationId() {
    return prefix + "broker";
  }

  /**
   * All topics as they have to be: the catalogue's, then the changelogs of the broker.
   *
   * @param applicationId the broker's
   */
  public List<WantedTopic> wanted(String applicationId) {
    return Stream.concat(
            Arrays.stream(Topic.values()).map(this::wanted),
            Arrays.stream(StateStore.values()).map(store -> wanted(store, applicationId)))
        .toList();
  }

  /** A topic of the catalogue as it has to be. */
  public WantedTopic wanted(Topic topic) {
    return new WantedTopic(
        name(topic),
        partitionsOf(topic),
        topic.keyedBy() != KeyedBy.SOURCE_KEY,
        replicationFactor,
        settingsOf(topic));
  }

  private WantedTopic wanted(StateStore store, String applicationId) {
    Map<String, String> settings = new TreeMap<>(compaction());
    settings.put("cleanup.policy", "compact");
    settings.putAll(durability());
    return new WantedTopic(
        store.changelog(applicationId), partitions, true, replicationFactor, settings);
  }

  /**
   * What to say of a topic that has this many partitions; empty if it is as it has to be, or its
   * partitions carry no meaning.
   */
  public Optional<String> partitionsDiffer(String fullName, int found) {
    return byName(fullName)
        .map(this::wanted)
        .filter(wanted -> wanted.partitionsMatter() && wanted.partitions() != found)
        .map(
            wanted ->
                new TopicDifference(
                        TopicDifference.Kind.PARTITIONS,
                        fullName,
                        "partitions",
                        Integer.toString(found),
                        Integer.toString(wanted.partitions()))
                    .text());
  }

  /** With three replicas an acknowledged record is on two brokers at least. */
  private Map<String, String> durability() {
    return replicationFactor >= 3 ? Map.of("min.insync.replicas", "2") : Map.of();
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
