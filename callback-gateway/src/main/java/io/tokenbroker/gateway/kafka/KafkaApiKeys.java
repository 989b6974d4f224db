// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.tokenbroker.event.ApiKeyDefined;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeyEvents;
import io.tokenbroker.gateway.access.ApiKeySource;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The API keys topic, read from its beginning and followed: the last record of an id counts, a
 * tombstone ends it. Holds as many keys as operators have made. Thread-safe.
 */
public final class KafkaApiKeys implements ApiKeySource, AutoCloseable {
  private final Map<String, ApiKey> byId = new ConcurrentHashMap<>();
  private final EventCodec codec;
  private final TopicFollower follower;

  public KafkaApiKeys(Map<String, String> clientSettings, Topics topics, EventCodec codec) {
    this.codec = codec;
    this.follower =
        new TopicFollower(
            topics.name(Topic.API_KEYS), Optional.empty(), clientSettings, this::accept);
  }

  @Override
  public Optional<ApiKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public boolean isComplete() {
    return follower.isCaughtUp();
  }

  /** Why the topic can't be read at the moment. */
  public Optional<String> trouble() {
    return follower.trouble();
  }

  @Override
  public void close() {
    follower.close();
  }

  private void accept(ConsumerRecord<String, byte[]> record) {
    // First of all the former record goes: what can't be read must not leave an old key in force.
    byId.remove(record.key());
    Optional.ofNullable(record.value())
        .map(codec::decode)
        .filter(ApiKeyDefined.class::isInstance)
        .map(ApiKeyDefined.class::cast)
        .map(ApiKeyEvents::key)
        .filter(key -> key.id().equals(record.key()))
        .ifPresent(key -> byId.put(key.id(), key));
  }
}
