// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a new owner's positions in requests and results, and how far it must read before it acts.
 * There is no automatic reset: a position that was deleted is noticed, never skipped.
 */
final class TakeOver {
  private static final Logger log = LoggerFactory.getLogger(TakeOver.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Consumer<String, byte[]> consumer;
  private final Topics topics;

  TakeOver(Consumer<String, byte[]> consumer, Topics topics) {
    this.consumer = consumer;
    this.topics = topics;
  }

  /** A window for each partition, with the consumer's positions set. */
  Map<Integer, PartitionWindow> of(Collection<TopicPartition> assigned) {
    Set<Integer> partitions =
        assigned.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    Set<TopicPartition> all = new HashSet<>();
    partitions.forEach(
        partition -> {
          all.add(new TopicPartition(topics.name(Topic.PROVIDER_REQUESTS), partition));
          all.add(new TopicPartition(topics.name(Topic.PROVIDER_RESULTS), partition));
        });
    if (!consumer.assignment().containsAll(all)) {
      throw new IllegalStateException(
          "requests and results of a partition went to different owners: "
              + topics.name(Topic.PROVIDER_REQUESTS)
              + " and "
              + topics.name(Topic.PROVIDER_RESULTS)
              + " must have the same partitions, and all callers the same assignor");
    }
    Offsets offsets =
        new Offsets(
            consumer.committed(all, TIMEOUT),
            consumer.beginningOffsets(all, TIMEOUT),
            consumer.endOffsets(all, TIMEOUT));
    Map<Integer, PartitionWindow> windows = new HashMap<>();
    for (int partition : partitions) {
      TopicPartition requests = new TopicPartition(topics.name(Topic.PROVIDER_REQUESTS), partition);
      TopicPartition results = new TopicPartition(topics.name(Topic.PROVIDER_RESULTS), partition);
      long requestsStart = seek(requests, offsets);
      long resultsStart = seek(results, offsets);
      windows.put(
          partition,
          new PartitionWindow(
              requestsStart,
              offsets.end(requests),
              resultsStart,
              offsets.end(results),
              offsets.isLost(results)));
    }
    return windows;
  }

  private long seek(TopicPartition partition, Offsets offsets) {
    long beginning = offsets.beginning(partition);
    Optional<Long> committed = offsets.committed(partition);
    boolean lost = offsets.isLost(partition);
    if (lost) {
      log.atError()
          .addKeyValue("topic", partition.topic())
          .addKeyValue("partition", partition.partition())
          .addKeyValue("committed", committed.orElse(-1L))
          .addKeyValue("beginning", beginning)
          .addKeyValue("end", offsets.end(partition))
          .log("the log does not hold the committed offset: records are gone, or it was made anew");
    }
    long position = lost ? beginning : committed.orElse(beginning);
    consumer.seek(partition, position);
    return position;
  }

  /** What the cluster says of the partitions. */
  private record Offsets(
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, Long> beginnings,
      Map<TopicPartition, Long> ends) {

    Optional<Long> committed(TopicPartition partition) {
      return Optional.ofNullable(committed.get(partition)).map(OffsetAndMetadata::offset);
    }

    long beginning(TopicPartition partition) {
      return beginnings.getOrDefault(partition, 0L);
    }

    long end(TopicPartition partition) {
      return ends.getOrDefault(partition, 0L);
    }

    /** Whether what was committed is no more, or never was, in this log. */
    boolean isLost(TopicPartition partition) {
      return committed(partition)
          .filter(offset -> offset < beginning(partition) || offset > end(partition))
          .isPresent();
    }
  }
}
