// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;

/** Which partition a record's key belongs to, as Kafka's own producers have it. */
final class Keys {
  private Keys() {}

  static int partition(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /** A due entry lies with its grant: the time before the token key does not count. */
  static int duePartition(byte[] key, int partitions) {
    return partition(Arrays.copyOfRange(key, Long.BYTES, key.length), partitions);
  }

  /** The due index's own mark, one in each partition, is made anew. */
  static boolean isDueEntry(byte[] key) {
    return key.length > Long.BYTES;
  }
}
