// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far the stores have been restored from their changelogs. Thread-safe. */
final class Restoration implements StateRestoreListener {
  private final Map<TopicPartition, Progress> running = new ConcurrentHashMap<>();

  private record Progress(long records, long restored) {
    long remaining() {
      return Math.max(0, records - restored);
    }
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long end) {
    running.put(partition, new Progress(end - from, 0));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long offset, long count) {
    running.computeIfPresent(
        partition, (same, now) -> new Progress(now.records(), now.restored() + count));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    running.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    running.remove(partition);
  }

  /** Records that are still to be read. */
  long remaining() {
    return running.values().stream().mapToLong(Progress::remaining).sum();
  }

  /** What is being restored, in words; empty if nothing is. */
  Optional<String> text() {
    long records = running.values().stream().mapToLong(Progress::records).sum();
    return running.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "restoring: "
                + remaining()
                + " of "
                + records
                + " records of "
                + running.size()
                + " stores are left");
  }
}
