// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** What topics hold about which keys. */
public interface TopicKeys {
  /** Which records count. */
  enum Which {
    /** Those of committed transactions: what a topic says. */
    COMMITTED,
    /** All that are in the log, those of transactions that came to nothing too. */
    IN_THE_LOG
  }

  /**
   * A record without its value.
   *
   * @param hasValue false for a tombstone
   * @param type the event's name, where the record names it in its headers
   */
  record Seen(ByteBuffer key, boolean hasValue, Instant at, Optional<String> type) {}

  /**
   * Reads a topic from its beginning to the end that it has at this moment; records without a key
   * are passed over.
   *
   * @throws MissingTopicException if the topic does not exist
   * @throws CliException if it takes too long
   */
  void read(String topic, Which which, Consumer<Seen> handler);
}
