// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.evidence;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.cli.explain.GroupState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Who is in the broker's consumer groups, and how far they are. */
public final class GroupStates implements AutoCloseable {
  private final ClusterAdmin cluster;
  private final Admin admin;
  private final Duration timeout;
  private final Object address;

  /**
   * @param timeout the longest that one question may take
   */
  public GroupStates(Map<String, Object> kafka, Duration timeout) {
    this.cluster = new ClusterAdmin(kafka, timeout);
    this.admin = cluster.kafka();
    this.timeout = timeout;
    this.address = kafka.getOrDefault("bootstrap.servers", "");
  }

  /**
   * Looks whether there is a cluster.
   *
   * @throws CliException if not
   */
  public String requireCluster() {
    return answer("the cluster at " + address, admin.describeCluster().clusterId());
  }

  /**
   * One group.
   *
   * @param topic one of those that it reads, keyed by token keys
   * @param key whose partition is meant
   * @throws CliException if it can't be seen
   */
  public GroupState of(String group, String topic, String key) {
    int partitions =
        answer("topic " + topic, admin.describeTopics(List.of(topic)).allTopicNames())
            .values()
            .stream()
            .mapToInt(description -> description.partitions().size())
            .findFirst()
            .orElse(1);
    TopicPartition partition = new TopicPartition(topic, TopicScan.partitionOf(key, partitions));
    Optional<ConsumerGroupDescription> description = describe(group);
    return new GroupState(
        group,
        description.map(it -> it.groupState().toString()).orElse("unknown to Kafka"),
        description.map(it -> it.members().size()).orElse(0),
        description.flatMap(it -> owner(it, partition)),
        partition.partition(),
        lags(group, List.of(partition)).getOrDefault(partition, 0L));
  }

  /**
   * One group with all partitions of topics that it reads.
   *
   * @throws CliException if it can't be seen
   */
  public GroupLags lags(String group, Collection<String> topics) {
    List<TopicPartition> partitions =
        answer("the topics of " + group, admin.describeTopics(topics).allTopicNames())
            .values()
            .stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(it -> new TopicPartition(topic.name(), it.partition())))
            .toList();
    Optional<ConsumerGroupDescription> description = describe(group);
    Set<TopicPartition> owned =
        description.stream()
            .flatMap(it -> it.members().stream())
            .flatMap(member -> member.assignment().topicPartitions().stream())
            .collect(Collectors.toSet());
    return new GroupLags(
        group,
        description.map(it -> it.groupState().toString()).orElse("unknown to Kafka"),
        description.map(it -> it.members().size()).orElse(0),
        lags(group, partitions),
        partitions.stream().filter(one -> !owned.contains(one)).collect(Collectors.toSet()));
  }

  private Map<TopicPartition, Long> lags(String group, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        answer(
            "the offsets of " + group,
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> lags = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long committed =
          Optional.ofNullable(offsets.get(partition))
              .map(OffsetAndMetadata::offset)
              .orElse(starts.getOrDefault(partition, 0L));
      lags.put(partition, Math.max(0, ends.getOrDefault(partition, 0L) - committed));
    }
    return lags;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
    return answer(
            "the ends of the topics",
            admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(it -> it, it -> which)))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
  }

  @Override
  public void close() {
    cluster.close();
  }

  private Optional<ConsumerGroupDescription> describe(String group) {
    try {
      return Optional.ofNullable(
          answer("consumer group " + group, admin.describeConsumerGroups(List.of(group)).all())
              .get(group));
    } catch (CliException e) {
      if (hasCause(e, GroupIdNotFoundException.class)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
    return Optional.ofNullable(error.getCause())
        .filter(cause -> type.isInstance(cause) || hasCause(cause, type))
        .isPresent();
  }

  private static Optional<String> owner(ConsumerGroupDescription group, TopicPartition partition) {
    return group.members().stream()
        .filter(member -> member.assignment().topicPartitions().contains(partition))
        .map(member -> member.clientId() + " at " + member.host())
        .findFirst();
  }

  private <T> T answer(String what, KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CliException("could not look at " + what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new CliException(
          "could not look at " + what + " within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while looking at " + what, e);
    }
  }
}
