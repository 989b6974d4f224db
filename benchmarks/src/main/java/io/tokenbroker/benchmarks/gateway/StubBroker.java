// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.gateway.event.EventLog;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Says of every code that it is good, but for some users'. It stands behind the gateway's log. What
 * a broker does elsewhere is done when a flow starts, before anything is measured: the reply lies
 * ready as the bytes of its record. When the code is durable the gateway's own part follows, on one
 * thread, as where it follows the topic: it decodes the reply and lets the browser go.
 */
final class StubBroker implements EventLog, AutoCloseable {
  private final EventLog log;
  private final Replies replies;
  private final Topics topics;
  private final String silentUsers;
  private final EventCodec codec = new EventCodec(new FingerprintSchemaIds());
  private final Map<String, byte[]> ready = new ConcurrentHashMap<>();
  private final AtomicInteger recordBytes = new AtomicInteger();
  private final ExecutorService follower = Executors.newSingleThreadExecutor();

  StubBroker(EventLog log, Replies replies, Topics topics, String silentUsers) {
    this.log = log;
    this.replies = replies;
    this.topics = topics;
    this.silentUsers = silentUsers;
  }

  @Override
  public CompletionStage<Void> append(Topic topic, String key, SpecificRecord event) {
    CompletionStage<Void> durable = log.append(topic, key, event);
    if (event instanceof AuthorizationStarted started && !key.contains("/" + silentUsers)) {
      ready.put(started.getAuthorizationId(), reply(key, started.getAuthorizationId()));
    }
    if (event instanceof AuthorizationCodeReceived received) {
      if (recordBytes.get() == 0) {
        recordBytes.set(length(topic, key, event));
      }
      Optional.ofNullable(ready.remove(received.getAuthorizationId()))
          .ifPresent(reply -> tellAfter(durable, reply));
    }
    return durable;
  }

  private void tellAfter(CompletionStage<Void> durable, byte[] reply) {
    var unused = durable.thenRun(() -> follower.execute(() -> replies.accept(codec.decode(reply))));
  }

  /** How long a callback's record is: value, and names and values of its headers; 0 before one. */
  int recordBytes() {
    return recordBytes.get();
  }

  private byte[] reply(String key, String authorizationId) {
    Instant now = Instant.now();
    return codec.encode(
        topics.name(Topic.REPLIES),
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(authorizationId)
            .setTokenKey(key)
            .setGeneration(1)
            .setSequence(1)
            .setExpiresAt(now.plusSeconds(3600))
            .setCompletedAt(now)
            .build());
  }

  private int length(Topic topic, String key, SpecificRecord event) {
    ProducerRecord<String, byte[]> record =
        new EventRecords(topics, codec, Clock.systemUTC(), "/callback-gateway/1")
            .of(topic, key, event);
    int length = record.value().length;
    for (Header header : record.headers()) {
      length += header.key().length() + header.value().length;
    }
    return length;
  }

  @Override
  public void close() {
    follower.shutdown();
  }
}
