// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.TopicRead;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The connectors topic at one moment: the newest revision of every connector. Immutable.
 *
 * @param current newest definitions, by connector
 */
public record ConnectorCatalog(Map<ConnectorId, ConnectorDefined> current) {
  public ConnectorCatalog {
    current = Map.copyOf(current);
  }

  /**
   * Reads the topic to its end.
   *
   * @param kafka Kafka client settings
   * @param timeout how long that may take
   * @throws CliException if it takes longer, or a record can't be read
   */
  public static ConnectorCatalog read(
      Map<String, Object> kafka, Topics topics, EventCodec codec, Duration timeout) {
    String topic = topics.name(Topic.CONNECTORS);
    Map<String, ConnectorDefined> byRecordKey = new ConcurrentHashMap<>();
    Map<String, String> unreadable = new ConcurrentHashMap<>();
    try (TopicFollower follower =
        new TopicFollower(
            topic,
            Optional.empty(),
            kafka,
            record -> {
              String key = String.valueOf(record.key());
              byRecordKey.remove(key);
              unreadable.remove(key);
              if (record.value() == null) {
                return;
              }
              try {
                byRecordKey.put(key, (ConnectorDefined) codec.decode(record.value()));
              } catch (MalformedRecordException | ClassCastException e) {
                unreadable.put(key, String.valueOf(e.getMessage()));
              }
            })) {
      TopicRead.awaitEnd(follower, topic, kafka, timeout);
    }
    if (!unreadable.isEmpty()) {
      throw new CliException("topic " + topic + " holds records that can't be read: " + unreadable);
    }
    return new ConnectorCatalog(newest(byRecordKey));
  }

  private static Map<ConnectorId, ConnectorDefined> newest(Map<String, ConnectorDefined> records) {
    return records.values().stream()
        .collect(
            Collectors.toMap(
                defined -> new ConnectorId(defined.getTenant(), defined.getConnector()),
                defined -> defined,
                (a, b) -> a.getRevision() > b.getRevision() ? a : b));
  }

  /**
   * The newest definition of a connector.
   *
   * @throws CliException if there is none
   */
  public ConnectorDefined of(ConnectorId id) {
    return find(id)
        .orElseThrow(
            () ->
                new CliException(
                    "there is no connector " + id + ": 'tokenbroker connectors list' tells which"));
  }

  /** The newest definition of a connector, if there is one. */
  public Optional<ConnectorDefined> find(ConnectorId id) {
    return Optional.ofNullable(current.get(id));
  }

  /** In the order of tenant and name. */
  public Map<ConnectorId, ConnectorDefined> sorted() {
    Map<ConnectorId, ConnectorDefined> sorted =
        new TreeMap<>(Comparator.comparing(ConnectorId::toString));
    sorted.putAll(current);
    return sorted;
  }
}
