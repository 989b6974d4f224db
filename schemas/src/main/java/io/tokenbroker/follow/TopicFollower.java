// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.follow;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole topic, all partitions, without a consumer group: from a start point to its end and
 * then whatever is added, committed records only. Each record goes to the handler on the follower's
 * own thread, in the order of its partition. When Kafka is away it goes on trying, and says so in
 * {@link #trouble}.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String topic;
  private final Optional<Instant> since;
  private final Function<Integer, Optional<String>> partitionsDiffer;
  private final Map<String, Object> settings;
  private final Consumer<ConsumerRecord<String, byte[]>> handler;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Optional<KafkaConsumer<String, byte[]>> current = Optional.empty();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Thread thread;

  /**
   * Starts to read.
   *
   * @param topic the topic's full name
   * @param since where to start: the first record at or after this time, or the beginning
   * @param clientSettings Kafka client settings (bootstrap servers, security)
   * @param handler gets each record; what it throws is logged, and the record is passed over,
   *     unless it is a {@link RetriableException}: then the record is handed over again, after a
   *     pause, until it is taken
   */
  public TopicFollower(
      String topic,
      Optional<Instant> since,
      Map<String, ?> clientSettings,
      Consumer<ConsumerRecord<String, byte[]>> handler) {
    this(topic, since, clientSettings, any -> Optional.empty(), handler);
  }

  /**
   * Starts to read a topic of the catalogue, if it has the partitions that it has to have: reading
   * is refused, with the reason in {@link #trouble}, while it has others.
   */
  public static TopicFollower of(
      Topics topics,
      Topic topic,
      Optional<Instant> since,
      Map<String, ?> clientSettings,
      Consumer<ConsumerRecord<String, byte[]>> handler) {
    String name = topics.name(topic);
    return new TopicFollower(
        name, since, clientSettings, found -> topics.partitionsDiffer(name, found), handler);
  }

  private TopicFollower(
      String topic,
      Optional<Instant> since,
      Map<String, ?> clientSettings,
      Function<Integer, Optional<String>> partitionsDiffer,
      Consumer<ConsumerRecord<String, byte[]>> handler) {
    this.topic = topic;
    this.since = since;
    this.partitionsDiffer = partitionsDiffer;
    this.handler = handler;
    this.settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    // Asking for a missing topic must not make one with the cluster's default settings.
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.thread = new Thread(this::run, "follow-" + topic);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until everything that the topic held at the start has been handled.
   *
   * @return whether that happened in time
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Why the topic can't be read at the moment; empty while it can. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** Stops reading; waits for the handler, at most ten seconds. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    stopping.countDown();
    current.ifPresent(KafkaConsumer::wakeup);
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed.get()) {
      try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
        current = Optional.of(consumer);
        follow(consumer);
      } catch (WakeupException e) {
        // Only close() wakes the consumer up; the loop's condition ends it.
      } catch (RuntimeException e) {
        trouble = Optional.of("reading topic " + topic + " failed: " + e);
        log.atWarn().addKeyValue("topic", topic).setCause(e).log("reading failed, trying again");
        pause();
      } finally {
        current = Optional.empty();
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, METADATA_TIMEOUT).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("topic " + topic + " does not exist");
    }
    partitionsDiffer
        .apply(partitions.size())
        .ifPresent(
            difference -> {
              throw new IllegalStateException(difference);
            });
    consumer.assign(partitions);
    seekToStart(consumer, partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, METADATA_TIMEOUT);
    trouble = Optional.empty();
    while (!closed.get()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        handle(record);
      }
      for (TopicPartition partition : partitions) {
        positions.put(partition, consumer.position(partition));
      }
      if (!isCaughtUp()
          && ends.entrySet().stream()
              .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
        caughtUp.countDown();
      }
    }
  }

  private void seekToStart(
      KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> times = new HashMap<>();
    for (TopicPartition partition : partitions) {
      since.ifPresent(time -> times.put(partition, time.toEpochMilli()));
    }
    Map<TopicPartition, OffsetAndTimestamp> starts =
        consumer.offsetsForTimes(times, METADATA_TIMEOUT);
    for (TopicPartition partition : partitions) {
      Optional<Long> known = Optional.ofNullable(positions.get(partition));
      Optional<Long> start =
          Optional.ofNullable(starts.get(partition)).map(OffsetAndTimestamp::offset);
      if (known.or(() -> start).isPresent()) {
        consumer.seek(partition, known.or(() -> start).orElseThrow());
      } else if (since.isPresent()) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  private void handle(ConsumerRecord<String, byte[]> record) {
    while (!closed.get() && !isHandled(record)) {
      pause();
    }
  }

  /** Whether the record is done with: handled, or passed over because it never can be. */
  private boolean isHandled(ConsumerRecord<String, byte[]> record) {
    try {
      handler.accept(record);
      if (trouble.isPresent()) {
        trouble = Optional.empty();
      }
    } catch (RetriableException e) {
      trouble = Optional.of("topic " + topic + " waits: " + e.getMessage());
      return false;
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("a record could not be handled and was passed over");
    }
    return true;
  }

  private void pause() {
    try {
      boolean stop = stopping.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
      log.atDebug().addKeyValue("stopping", stop).log("paused");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.set(true);
    }
  }
}
