// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What the cluster says of groups and of the ends of topics. */
final class Groups {
  private final ClusterAdmin admin;

  /**
   * @param admin stays the caller's, who closes it
   */
  Groups(ClusterAdmin admin) {
    this.admin = admin;
  }

  /**
   * Refuses groups that have members.
   *
   * @throws CliException naming the first that has
   */
  void requireEmpty(Collection<String> names) {
    for (String name : names) {
      if (hasMembers(name)) {
        throw new CliException(
            "group "
                + name
                + " has members: stop every broker of both prefixes first, and wait until the"
                + " cluster has noticed (10 s after a broker was killed)");
      }
    }
  }

  private boolean hasMembers(String name) {
    try {
      return admin
          .answer("look at group " + name, admin.kafka().describeConsumerGroups(Set.of(name)).all())
          .values()
          .stream()
          .anyMatch(
              group ->
                  group.groupState() != GroupState.EMPTY && group.groupState() != GroupState.DEAD);
    } catch (CliException e) {
      if (e.getCause() != null && e.getCause().getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /** Where a group stands in a topic, by partition; empty where it never committed. */
  Map<Integer, Long> offsets(String group, String topic) {
    Map<Integer, Long> offsets = new HashMap<>();
    admin
        .answer(
            "read the offsets of group " + group,
            admin
                .kafka()
                // Not what a transaction that is just being ended is about to change.
                .listConsumerGroupOffsets(
                    group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic) && offset != null) {
                offsets.put(partition.partition(), offset.offset());
              }
            });
    return offsets;
  }

  /**
   * The ends of topics.
   *
   * @param partitions how many each has
   * @throws CliException if a transaction is open in one of them
   */
  Map<TopicPartition, Long> ends(Map<String, Integer> partitions) {
    List<TopicPartition> all =
        partitions.entrySet().stream()
            .flatMap(
                topic ->
                    IntStream.range(0, topic.getValue())
                        .mapToObj(number -> new TopicPartition(topic.getKey(), number)))
            .toList();
    Map<TopicPartition, Long> committed = ends(all, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> written = ends(all, IsolationLevel.READ_UNCOMMITTED);
    for (TopicPartition partition : all) {
      if (!Objects.equals(committed.get(partition), written.get(partition))) {
        throw new CliException(
            "a transaction is open in "
                + partition
                + ": it ends 10 s after the broker that began it; then run migrate again");
      }
    }
    return committed;
  }

  private Map<TopicPartition, Long> ends(List<TopicPartition> all, IsolationLevel isolation) {
    return admin
        .answer(
            "read the ends of the topics",
            admin
                .kafka()
                .listOffsets(
                    all.stream()
                        .collect(Collectors.toMap(part -> part, part -> OffsetSpec.latest())),
                    new ListOffsetsOptions(isolation))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}
