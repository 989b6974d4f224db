// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Commands about grants on token-commands, their replies on the replies topic, each under its
 * command's correlation id. How many are under way at once is the caller's to bound. Thread-safe.
 */
public final class BrokerCommands implements CommandSender, AutoCloseable {
  // Replies are looked for from a little earlier on, for clocks that differ.
  private static final Duration LOOK_BACK = Duration.ofMinutes(1);

  private final Map<String, Object> kafka;
  private final Topics topics;
  private final Duration timeout;
  private final EventCodec codec;
  private final EventRecords records;
  private final RecordWriter writer;
  private final TopicFollower replies;
  private final Map<String, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();

  /** For a deployment without a schema registry. */
  public BrokerCommands(Map<String, Object> kafka, Topics topics, Duration timeout) {
    this(kafka, topics, new EventCodec(new FingerprintSchemaIds()), timeout);
  }

  /**
   * @param timeout the longest that a command may take, from sending to the answer
   */
  public BrokerCommands(
      Map<String, Object> kafka, Topics topics, EventCodec codec, Duration timeout) {
    this.codec = codec;
    Clock clock = Clock.systemUTC();
    this.kafka = kafka;
    this.topics = topics;
    this.timeout = timeout;
    this.records = new EventRecords(topics, codec, clock, "/cli");
    this.writer = new RecordWriter(kafka, timeout);
    this.replies =
        new TopicFollower(
            topics.name(Topic.REPLIES),
            Optional.of(clock.instant().minus(LOOK_BACK)),
            kafka,
            this::receive);
  }

  /** For a cluster. */
  public static BrokerCommands to(ClusterOptions cluster) {
    return new BrokerCommands(
        cluster.kafka(), cluster.topics(), cluster.codec(), cluster.timeout());
  }

  /**
   * {@inheritDoc}
   *
   * @throws CliException if the replies can't be read: nothing is sent then
   */
  @Override
  public CompletableFuture<Answer> send(TokenKey key, Function<String, SpecificRecord> command) {
    TopicRead.awaitEnd(replies, topics.name(Topic.REPLIES), kafka, timeout);
    String id = UUID.randomUUID().toString();
    ProducerRecord<String, byte[]> record =
        records.of(Topic.TOKEN_COMMANDS, key.toString(), command.apply(id));
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    // The answer gets the failure.
    CompletableFuture<Void> unused =
        writer
            .send(record)
            .exceptionally(
                error -> {
                  answer.complete(new Answer.Missing(String.valueOf(error.getMessage())));
                  return null;
                });
    return answer
        .completeOnTimeout(
            new Answer.Missing("no reply within " + timeout.toSeconds() + " s"),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS)
        .whenComplete((done, error) -> waiting.remove(id));
  }

  @Override
  public void close() {
    replies.close();
    writer.close();
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    Optional<CompletableFuture<Answer>> waiter =
        Optional.ofNullable(record.key()).map(waiting::get);
    if (waiter.isEmpty() || record.value() == null) {
      return;
    }
    try {
      waiter.get().complete(Answer.of(codec.decode(record.value())));
    } catch (MalformedRecordException e) {
      waiter.get().complete(new Answer.Missing("the reply can't be read: " + e.getMessage()));
    }
  }
}
