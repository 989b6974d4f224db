// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.migrate;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.control.Controls;
import io.tokenbroker.control.Home;
import io.tokenbroker.control.Pause;
import io.tokenbroker.event.HomeAdopted;
import io.tokenbroker.key.PauseScope;
import io.tokenbroker.topic.StateStore;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.TopicDifference;
import io.tokenbroker.topic.TopicDifference.Kind;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves a deployment that stands still to another prefix: what its compacted topics say, the grants
 * among them, and what its broker has not worked off. Nothing is deleted. The new place's home is
 * written last and says that all is there; until then a broker that is started there calls nobody.
 * Just before that the old place is paused for good, so that there is no moment at which brokers of
 * both would call.
 */
public final class Migration {
  /** What the topology reads. */
  private static final List<Topic> INPUTS =
      List.of(
          Topic.AUTHORIZATIONS,
          Topic.REFRESH_REQUESTS,
          Topic.TOKEN_COMMANDS,
          Topic.PROVIDER_RESULTS);

  private final Parts parts;
  private final Place from;
  private final Place to;
  private final LogReader reader;
  private final Groups groups;

  /**
   * What it works with.
   *
   * @param kafka Kafka client settings
   * @param admin stays the caller's, who closes it
   * @param timeout the longest that anything may stand still
   * @param operator who moves it
   */
  public record Parts(
      Map<String, Object> kafka,
      ClusterAdmin admin,
      EventCodec codec,
      Duration timeout,
      String operator,
      Clock clock) {}

  public Migration(Parts parts, Place from, Place to) {
    this.parts = parts;
    this.from = from;
    this.to = to;
    this.reader = new LogReader(parts.kafka(), parts.timeout());
    this.groups = new Groups(parts.admin());
  }

  /**
   * What it came to.
   *
   * @param states one for each topic
   * @param wasDone whether everything had been moved before, so that nothing was done
   */
  public record Moved(List<TopicState> states, boolean wasDone) {}

  /**
   * Does it, or says what it would do.
   *
   * @param progress hears of each topic when it is done
   * @throws CliException if something is in the way: the message says what to do
   */
  public Moved run(boolean dryRun, Consumer<TopicState> progress) {
    requireTopics(from, "--prefix, --partitions");
    requireTopics(to, "'tokenbroker topics apply' with the new prefix makes what is missing");
    groups.requireEmpty(Stream.concat(from.groups().stream(), to.groups().stream()).toList());
    Optional<ConsumerRecord<byte[], byte[]>> home = home(from);
    Optional<ConsumerRecord<byte[], byte[]>> there = home(to);
    if (there.isPresent()) {
      requireMoved(home, there.get());
      if (!dryRun) {
        pauseTheOldPlace();
      }
      return new Moved(List.of(), true);
    }
    if (home.isEmpty()) {
      throw new CliException(
          "nothing says where the grants of "
              + from.topics().prefix()
              + " are at home: are they a copy? If not, run 'tokenbroker resume --all' for that"
              + " prefix first");
    }
    requireUnused();
    Map<TopicPartition, Long> before = groups.ends(sourcePartitions());
    List<TailCopy> tails = tails();
    // Of a run that was cut short: that pause is the old place's alone.
    List<CompactedCopy> copies = CompactedCopy.all(from, to, isPaused(reason()));
    List<TopicState> states = new ArrayList<>();
    Consumer<TopicState> done =
        state -> {
          states.add(state);
          progress.accept(state);
        };
    if (dryRun) {
      tails.forEach(tail -> tail.requireCurrent(reader));
      tails.forEach(tail -> done.accept(tail.look(reader)));
      copies.forEach(copy -> done.accept(copy.look(reader)));
      return new Moved(states, false);
    }
    try (BulkWriter writer = new BulkWriter(parts.kafka(), parts.timeout())) {
      tails.forEach(tail -> tail.requireCurrent(reader));
      copies.forEach(copy -> done.accept(copy.copy(reader, writer)));
      tails.forEach(tail -> done.accept(tail.copy(reader, writer)));
      copies.forEach(copy -> copy.verify(reader));
      requireStandstill(before);
      pauseTheOldPlace();
      // A broker that was started there before it could read the pause.
      requireStandstill(withoutControls(before));
      moveHome(writer, home.get());
    }
    return new Moved(states, false);
  }

  private void requireTopics(Place place, String advice) {
    List<String> obstacles =
        new TopicAdmin(
                parts.admin().kafka(), place.topics(), place.applicationId(), parts.timeout())
            .differences().stream()
                .filter(
                    it ->
                        it.kind() == Kind.MISSING
                            || it.kind() == Kind.PARTITIONS
                            || it.kind() == Kind.UNSEEN)
                .map(TopicDifference::text)
                .toList();
    if (!obstacles.isEmpty()) {
      throw new CliException(String.join("; ", obstacles) + " (" + advice + ")");
    }
  }

  /** A broker that is started at an empty place makes it a home too: that is no migration. */
  private void requireMoved(
      Optional<ConsumerRecord<byte[], byte[]>> home, ConsumerRecord<byte[], byte[]> there) {
    boolean isTheSame = home.filter(it -> Arrays.equals(it.value(), there.value())).isPresent();
    if (!isTheSame && !isPaused(reason())) {
      throw new CliException(
          "prefix "
              + to.topics().prefix()
              + " is a home of its own, and nothing says that the grants of "
              + from.topics().prefix()
              + " were moved there: was a broker started there before? Nothing was done; migrate to"
              + " a new prefix");
    }
  }

  /**
   * What a broker has read there is not read again, and what is due by its index is passed over.
   */
  private void requireUnused() {
    boolean isUsed =
        Stream.concat(
                INPUTS.stream().map(topic -> groups.offsets(to.applicationId(), to.name(topic))),
                Stream.of(
                    groups.offsets(to.callerGroup(), to.name(Topic.PROVIDER_REQUESTS)),
                    groups.offsets(to.callerGroup(), to.name(Topic.PROVIDER_RESULTS))))
            .anyMatch(offsets -> !offsets.isEmpty());
    if (isUsed) {
      throw new CliException(
          "a broker was at work at prefix "
              + to.topics().prefix()
              + " before the grants were there: migrate to a new prefix");
    }
  }

  private String reason() {
    return "moved to prefix " + to.topics().prefix();
  }

  private List<TailCopy> tails() {
    Map<Topic, Map<Integer, Long>> stands = new EnumMap<>(Topic.class);
    INPUTS.forEach(
        topic -> stands.put(topic, groups.offsets(from.applicationId(), from.name(topic))));
    if (stands.values().stream().allMatch(Map::isEmpty) && holdsGrants()) {
      throw new CliException(
          "group "
              + from.applicationId()
              + " has no offsets any more, so nobody knows what its broker has worked off: pause"
              + " all calls, run a broker there until it is idle, stop it, and migrate then");
    }
    OpenCalls calls = openCalls();
    List<TailCopy> tails = new ArrayList<>();
    INPUTS.forEach(topic -> tails.add(tail(topic, unread(topic, stands))));
    tails.add(tail(Topic.PROVIDER_REQUESTS, calls.unclaimed()));
    return tails;
  }

  private OpenCalls openCalls() {
    OpenCalls calls =
        OpenCalls.find(
            reader,
            parts.codec(),
            from,
            groups.offsets(from.callerGroup(), from.name(Topic.PROVIDER_REQUESTS)),
            groups.offsets(from.callerGroup(), from.name(Topic.PROVIDER_RESULTS)),
            parts.clock().instant());
    if (!calls.claimed().isEmpty()) {
      throw new CliException(
          calls.claimed().size()
              + " provider calls were begun and have no result, for example of "
              + calls.claimed().iterator().next()
              + ": pause all calls, run a broker at the old prefix for a minute, which ends them,"
              + " stop it, and migrate then");
    }
    return calls;
  }

  private boolean holdsGrants() {
    boolean[] found = {false};
    reader.read(StateStore.TOKENS.changelog(from.applicationId()), record -> found[0] = true);
    return found[0];
  }

  private List<ConsumerRecord<byte[], byte[]>> unread(
      Topic topic, Map<Topic, Map<Integer, Long>> stands) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    reader.read(
        from.name(topic),
        stands.getOrDefault(topic, Map.of()),
        record -> {
          // Without a key it is nobody's, and the broker could only make a dead letter of it.
          if (record.key() != null) {
            records.add(record);
          }
        });
    return records;
  }

  private TailCopy tail(Topic topic, List<ConsumerRecord<byte[], byte[]>> records) {
    return new TailCopy(to.name(topic), to.topics().partitionsOf(topic), records);
  }

  /** Gateways and runners belong to no group that could be looked at: their records tell. */
  private void requireStandstill(Map<TopicPartition, Long> before) {
    groups.requireEmpty(Stream.concat(from.groups().stream(), to.groups().stream()).toList());
    Map<TopicPartition, Long> after = groups.ends(sourcePartitions());
    String moved =
        before.keySet().stream()
            .filter(partition -> !Objects.equals(before.get(partition), after.get(partition)))
            .map(TopicPartition::topic)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (!moved.isEmpty()) {
      throw new CliException(
          "something has written to "
              + moved
              + " meanwhile: stop gateways, runners and operators' commands of the old prefix, and"
              + " run migrate again");
    }
  }

  private Map<TopicPartition, Long> withoutControls(Map<TopicPartition, Long> ends) {
    String controls = from.name(Topic.CONTROLS);
    return ends.entrySet().stream()
        .filter(end -> !end.getKey().topic().equals(controls))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<String, Integer> sourcePartitions() {
    Map<String, Integer> partitions = new HashMap<>();
    Stream.concat(
            INPUTS.stream(),
            Stream.of(
                Topic.PROVIDER_REQUESTS,
                Topic.TOKEN_EVENTS,
                Topic.CONNECTORS,
                Topic.API_KEYS,
                Topic.CONTROLS))
        .forEach(topic -> partitions.put(from.name(topic), from.topics().partitionsOf(topic)));
    for (StateStore store : StateStore.values()) {
      partitions.put(store.changelog(from.applicationId()), from.topics().partitions());
    }
    return partitions;
  }

  /**
   * The last record of the home; empty if there is none or it was taken back.
   *
   * @throws CliException if it can't be read
   */
  private Optional<ConsumerRecord<byte[], byte[]>> home(Place place) {
    List<ConsumerRecord<byte[], byte[]>> homes = new ArrayList<>();
    reader.read(
        place.name(Topic.CONTROLS),
        record -> {
          if (Home.KEY.equals(new String(record.key(), StandardCharsets.UTF_8))) {
            homes.clear();
            homes.add(record);
          }
        });
    return homes.stream()
        .filter(record -> record.value() != null)
        .filter(record -> isHome(place, record.value()))
        .findFirst();
  }

  private boolean isHome(Place place, byte[] value) {
    try {
      return parts.codec().decode(value) instanceof HomeAdopted;
    } catch (MalformedRecordException e) {
      throw new CliException(
          "the record that says where the grants of "
              + place.topics().prefix()
              + " are at home can't be read ("
              + e.getMessage()
              + "): if they are at home in this cluster, run 'tokenbroker resume --all' for that"
              + " prefix first",
          e);
    }
  }

  /** As it was: of grants that are a copy, the copy of the copy calls nobody either. */
  private void moveHome(BulkWriter writer, ConsumerRecord<byte[], byte[]> home) {
    writer.write(
        new ProducerRecord<>(
            to.name(Topic.CONTROLS),
            0,
            home.timestamp(),
            home.key(),
            home.value(),
            home.headers()));
    writer.flush();
  }

  /** A broker that is started there by mistake must not use the refresh tokens any more. */
  private void pauseTheOldPlace() {
    String reason = reason();
    if (isPaused(reason)) {
      return;
    }
    Pause pause =
        new Pause(
            new PauseScope.All(),
            parts.operator(),
            reason,
            Instant.now(parts.clock()).truncatedTo(ChronoUnit.MILLIS));
    ProducerRecord<String, byte[]> record =
        new EventRecords(from.topics(), parts.codec(), parts.clock(), "/cli")
            .of(Topic.CONTROLS, pause.scope().toString(), pause.event());
    try (BulkWriter writer = new BulkWriter(parts.kafka(), parts.timeout())) {
      writer.write(
          new ProducerRecord<>(
              record.topic(),
              0,
              record.key().getBytes(StandardCharsets.UTF_8),
              record.value(),
              record.headers()));
      writer.flush();
    }
  }

  private boolean isPaused(String reason) {
    Controls controls = new Controls(parts.codec());
    reader.read(
        from.name(Topic.CONTROLS),
        record ->
            controls.accept(
                new ConsumerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    new String(record.key(), StandardCharsets.UTF_8),
                    record.value())));
    return controls.pauses().stream()
        .anyMatch(it -> it.scope() instanceof PauseScope.All && it.reason().equals(reason));
  }
}
