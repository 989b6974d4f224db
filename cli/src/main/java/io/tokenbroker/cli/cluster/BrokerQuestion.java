// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sends commands about grants to their owner and waits for the reply: command on token-commands,
 * answer on replies under the command's correlation id.
 */
public final class BrokerQuestion implements AutoCloseable {
  // Replies are looked for from a little earlier on, for clocks that differ.
  private static final Duration LOOK_BACK = Duration.ofMinutes(1);

  private final Map<String, Object> kafka;
  private final Topics topics;
  private final Duration timeout;
  private final String requestedBy;
  private final Clock clock = Clock.systemUTC();
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final EventRecords records;
  private final RecordWriter writer;
  private final TopicFollower replies;
  private final Map<String, CompletableFuture<SpecificRecord>> waiting = new ConcurrentHashMap<>();

  /**
   * @param timeout the longest that a question may take, from sending to the answer
   */
  public BrokerQuestion(
      Map<String, Object> kafka, Topics topics, String requestedBy, Duration timeout) {
    this.kafka = kafka;
    this.topics = topics;
    this.timeout = timeout;
    this.requestedBy = requestedBy;
    this.records = new EventRecords(topics, codec, clock, "/cli");
    this.writer = new RecordWriter(kafka, timeout);
    this.replies =
        new TopicFollower(
            topics.name(Topic.REPLIES),
            Optional.of(clock.instant().minus(LOOK_BACK)),
            kafka,
            this::receive);
  }

  /** A grant's metadata. */
  public GrantDescribed describe(TokenKey key) {
    String id = newId();
    return ask(
        key,
        id,
        DescribeGrant.newBuilder()
            .setCorrelationId(id)
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build());
  }

  /**
   * Asks for a newer token than the version that the broker holds; answers when it was taken in.
   */
  public GrantDescribed refresh(TokenKey key, TokenVersion held) {
    String id = newId();
    return ask(
        key,
        id,
        RefreshToken.newBuilder()
            .setGeneration(held.generation())
            .setSequence(held.sequence())
            .setReason("operator")
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .setCorrelationId(id)
            .build());
  }

  /** Revokes a grant, here at once and at its provider. */
  public GrantDescribed revoke(TokenKey key) {
    String id = newId();
    return ask(
        key,
        id,
        RevokeToken.newBuilder()
            .setCorrelationId(id)
            .setReason("operator")
            .setRequestedBy(requestedBy)
            .setRequestedAt(clock.instant())
            .build());
  }

  @Override
  public void close() {
    replies.close();
    writer.close();
  }

  private GrantDescribed ask(TokenKey key, String id, SpecificRecord command) {
    CompletableFuture<SpecificRecord> reply = new CompletableFuture<>();
    waiting.put(id, reply);
    try {
      TopicRead.awaitEnd(replies, topics.name(Topic.REPLIES), kafka, timeout);
      writer.write(records.of(Topic.TOKEN_COMMANDS, key.toString(), command));
      return described(key, reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      throw new CliException(
          "no reply about "
              + key
              + " within "
              + timeout.toSeconds()
              + " s: the command stays in "
              + topics.name(Topic.TOKEN_COMMANDS)
              + ", is broker-service running?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while waiting for a reply about " + key, e);
    } finally {
      waiting.remove(id);
    }
  }

  private static GrantDescribed described(TokenKey key, SpecificRecord reply) {
    if (reply instanceof GrantDescribed described) {
      return described;
    }
    if (reply instanceof CommandRejected rejected) {
      throw new CliException(
          "the broker refused the command about "
              + key
              + ": "
              + rejected.getReason()
              + rejected.getDescription().map(text -> ", " + text).orElse(""));
    }
    throw new CliException("unexpected reply about " + key + ": " + reply.getSchema().getName());
  }

  private void receive(ConsumerRecord<String, byte[]> record) {
    Optional<CompletableFuture<SpecificRecord>> waiter =
        Optional.ofNullable(record.key()).map(waiting::get);
    if (waiter.isEmpty() || record.value() == null) {
      return;
    }
    try {
      waiter.get().complete(codec.decode(record.value()));
    } catch (MalformedRecordException e) {
      waiter.get().completeExceptionally(e);
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
