// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.cli.cluster.CliException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Records that the old place's broker has not worked off: the new one's finds them at the beginning
 * of its topics, in the order of each key. A header says where each comes from, so that it is
 * written once.
 *
 * @param to the target topic's full name
 * @param partitions of the target
 * @param records what is moved
 */
record TailCopy(String to, int partitions, List<ConsumerRecord<byte[], byte[]>> records) {
  private static final String MOVED_FROM = "tokenbroker_moved_from";

  /** How far it is. */
  TopicState look(LogReader reader) {
    Set<String> there = there(reader);
    return new TopicState(
        to,
        records.size(),
        records.stream().filter(record -> !there.contains(origin(record))).count(),
        "");
  }

  /**
   * Refuses what an earlier run moved that is no part of this any more: the old place's broker has
   * worked it off since, and the new one's would do so again, with refresh tokens that are used up.
   *
   * @throws CliException if there is any
   */
  void requireCurrent(LogReader reader) {
    Set<String> there = there(reader);
    records.forEach(record -> there.remove(origin(record)));
    if (!there.isEmpty()) {
      throw new CliException(
          "topic "
              + to
              + " holds "
              + there.size()
              + " records of an earlier run that were worked off at the old prefix since, or have"
              + " expired there, for example "
              + there.iterator().next()
              + ": migrate to a new prefix");
    }
  }

  /** Copies what is missing. */
  TopicState copy(LogReader reader, BulkWriter writer) {
    TopicState state = look(reader);
    Set<String> there = there(reader);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (!there.contains(origin(record))) {
        RecordHeaders headers = new RecordHeaders(record.headers());
        headers.add(MOVED_FROM, origin(record).getBytes(StandardCharsets.UTF_8));
        writer.write(
            new ProducerRecord<>(
                to,
                Keys.partition(record.key(), partitions),
                record.timestamp(),
                record.key(),
                record.value(),
                headers));
      }
    }
    writer.flush();
    return state;
  }

  private Set<String> there(LogReader reader) {
    Set<String> there = new HashSet<>();
    reader.read(
        to,
        record ->
            Optional.ofNullable(record.headers().lastHeader(MOVED_FROM))
                .ifPresent(
                    header -> there.add(new String(header.value(), StandardCharsets.UTF_8))));
    return there;
  }

  private static String origin(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "/" + record.partition() + "/" + record.offset();
  }
}
