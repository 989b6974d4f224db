// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.control.Home;
import io.tokenbroker.key.PauseScope;
import io.tokenbroker.topic.StateStore;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One compacted topic that is brought to what another says. Only what differs is written, so a run
 * that was cut short is gone on with, and a second one writes nothing. Values are copied byte by
 * byte: what seals them binds them to their key and not to their topic.
 *
 * @param from full name
 * @param to full name
 * @param partitions of the target
 * @param placing which partition a key has there
 * @param moved which keys
 */
record CompactedCopy(
    String from,
    String to,
    int partitions,
    ToIntBiFunction<byte[], Integer> placing,
    Predicate<byte[]> moved) {

  /**
   * The grants first: a broker that finds them, and no home yet, takes them for a copy and waits.
   *
   * @param isLeft whether the pause of all is the one that the old place was left with
   */
  static List<CompactedCopy> all(Place from, Place to, boolean isLeft) {
    Set<String> ofTheOldPlace =
        isLeft ? Set.of(Home.KEY, new PauseScope.All().toString()) : Set.of(Home.KEY);
    Stream<CompactedCopy> topics =
        Stream.of(Topic.CONNECTORS, Topic.API_KEYS, Topic.CONTROLS, Topic.TOKEN_EVENTS)
            .map(
                topic ->
                    new CompactedCopy(
                        from.name(topic),
                        to.name(topic),
                        to.topics().partitionsOf(topic),
                        Keys::partition,
                        key ->
                            topic != Topic.CONTROLS
                                || !ofTheOldPlace.contains(
                                    new String(key, StandardCharsets.UTF_8))));
    Stream<CompactedCopy> stores =
        Stream.of(StateStore.TOKENS, StateStore.DUE)
            .map(
                store ->
                    new CompactedCopy(
                        store.changelog(from.applicationId()),
                        store.changelog(to.applicationId()),
                        to.topics().partitions(),
                        store == StateStore.DUE ? Keys::duePartition : Keys::partition,
                        store == StateStore.DUE ? Keys::isDueEntry : key -> true));
    return Stream.concat(stores, topics).toList();
  }

  TopicState look(LogReader reader) {
    Contents source = contents(reader, from);
    Contents target = targetContents(reader);
    return new TopicState(
        to, source.size(), source.size() - source.heldBy(target), source.digest());
  }

  /** Copies what is missing. */
  TopicState copy(LogReader reader, BulkWriter writer) {
    Contents source = contents(reader, from);
    Contents target = targetContents(reader);
    TopicState state =
        new TopicState(to, source.size(), source.size() - source.heldBy(target), source.digest());
    // What the source has deleted since a run that was cut short.
    target.keys().stream()
        .filter(key -> !source.has(key))
        .forEach(key -> writer.write(tombstone(key)));
    if (state.missing() > 0) {
      reader.read(
          from,
          record -> {
            Optional<byte[]> value = Optional.ofNullable(record.value());
            if (moved.test(record.key())
                && value.filter(bytes -> source.holds(record.key(), bytes)).isPresent()
                && !target.holds(record.key(), record.value())) {
              target.put(record.key(), value);
              writer.write(
                  new ProducerRecord<>(
                      to,
                      placing.applyAsInt(record.key(), partitions),
                      record.timestamp(),
                      record.key(),
                      record.value(),
                      record.headers()));
            }
          });
    }
    writer.flush();
    return state;
  }

  /**
   * Reads both once more.
   *
   * @throws CliException if they differ
   */
  void verify(LogReader reader) {
    Contents source = contents(reader, from);
    Contents target = targetContents(reader);
    if (!source.isSameAs(target)) {
      throw new CliException(
          "topic "
              + to
              + " has "
              + target.size()
              + " keys with digest "
              + target.digest()
              + " instead of "
              + source.size()
              + " with "
              + source.digest()
              + ": does something write to either? Stop it and run migrate again");
    }
  }

  private ProducerRecord<byte[], byte[]> tombstone(ByteBuffer key) {
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return new ProducerRecord<>(to, placing.applyAsInt(bytes, partitions), bytes, null);
  }

  private Contents contents(LogReader reader, String topic) {
    Contents contents = new Contents();
    reader.read(
        topic,
        record -> {
          if (moved.test(record.key())) {
            contents.put(record.key(), Optional.ofNullable(record.value()));
          }
        });
    return contents;
  }

  private Contents targetContents(LogReader reader) {
    Contents contents = new Contents();
    reader.read(
        to,
        record -> {
          if (moved.test(record.key())) {
            contents.put(record.key(), Optional.ofNullable(record.value()));
            int wanted = placing.applyAsInt(record.key(), partitions);
            if (record.partition() != wanted) {
              throw new CliException(
                  "topic "
                      + to
                      + " holds a key in partition "
                      + record.partition()
                      + " that belongs in "
                      + wanted
                      + ": it was not written by migrate; use a new prefix");
            }
          }
        });
    return contents;
  }
}
