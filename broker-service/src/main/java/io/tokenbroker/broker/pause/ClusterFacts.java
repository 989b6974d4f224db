// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.pause;

import io.tokenbroker.topic.TopicAdminException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a cluster says of itself at a broker's start.
 *
 * @param clusterId its id, for life
 * @param holdsGrants whether anything was ever written to the grants' changelog
 */
record ClusterFacts(String clusterId, boolean holdsGrants) {
  /**
   * Asks.
   *
   * @param grantsChangelog the topic's full name; one that is missing holds none
   * @throws TopicAdminException if the cluster can't be asked in time
   */
  static ClusterFacts ask(Admin admin, String grantsChangelog, Duration timeout)
      throws InterruptedException {
    return new ClusterFacts(
        Optional.ofNullable(await(admin.describeCluster().clusterId(), timeout)).orElse("none"),
        holdsRecords(admin, grantsChangelog, timeout));
  }

  private static boolean holdsRecords(Admin admin, String topic, Duration timeout)
      throws InterruptedException {
    Collection<TopicDescription> descriptions;
    try {
      descriptions = await(admin.describeTopics(List.of(topic)).allTopicNames(), timeout).values();
    } catch (TopicAdminException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
    Map<TopicPartition, OffsetSpec> ends =
        descriptions.stream()
            .flatMap(description -> description.partitions().stream())
            .collect(
                Collectors.toMap(
                    part -> new TopicPartition(topic, part.partition()),
                    part -> OffsetSpec.latest()));
    return await(admin.listOffsets(ends).all(), timeout).values().stream()
        .anyMatch(end -> end.offset() > 0);
  }

  private static <T> T await(KafkaFuture<T> future, Duration timeout) throws InterruptedException {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new TopicAdminException(
          "could not find out where the broker is: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new TopicAdminException(
          "could not find out within " + timeout + " where the broker is", e);
    }
  }
}
