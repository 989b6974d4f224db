// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.evidence;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keeps the newest of what is read, so that memory is bounded. Not thread-safe. */
final class Newest<T> implements Consumer<ConsumerRecord<String, byte[]>> {
  private final int most;
  private final Function<ConsumerRecord<String, byte[]>, Optional<T>> reading;
  private final Deque<T> kept = new ArrayDeque<>();

  /**
   * @param most how many are kept
   * @param reading what a record says; empty for one that says nothing here
   */
  Newest(int most, Function<ConsumerRecord<String, byte[]>, Optional<T>> reading) {
    this.most = most;
    this.reading = reading;
  }

  @Override
  public void accept(ConsumerRecord<String, byte[]> record) {
    reading
        .apply(record)
        .ifPresent(
            it -> {
              if (kept.size() == most) {
                kept.removeFirst();
              }
              kept.addLast(it);
            });
  }

  /** The oldest first. */
  List<T> all() {
    return List.copyOf(kept);
  }
}
