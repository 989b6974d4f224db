// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.apikey;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.RecordWriter;
import io.tokenbroker.cli.cluster.TopicRead;
import io.tokenbroker.event.ApiKeyDefined;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeyEvents;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The keys of the topic {@code api-keys}: the last record of an id is the whole truth about it. */
final class KeyTopicStore implements ApiKeyStore {
  private static final int MAX_NAME = 64;

  private final ClusterOptions cluster;
  private final Clock clock;

  KeyTopicStore(ClusterOptions cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public List<ApiKey> keys() {
    EventCodec codec = cluster.codec();
    Map<String, ApiKey> byId = new ConcurrentSkipListMap<>();
    String topic = cluster.topics().name(Topic.API_KEYS);
    try (TopicFollower follower =
        new TopicFollower(
            topic,
            Optional.empty(),
            cluster.kafka(),
            record -> {
              byId.remove(record.key());
              Optional.ofNullable(record.value())
                  .map(value -> ApiKeyEvents.key((ApiKeyDefined) codec.decode(value)))
                  .ifPresent(key -> byId.put(record.key(), key));
            })) {
      TopicRead.awaitEnd(follower, topic, cluster.kafka(), cluster.timeout());
    }
    return List.copyOf(byId.values());
  }

  @Override
  public void put(ApiKey key) {
    EventRecords records = new EventRecords(cluster.topics(), cluster.codec(), clock, "/cli");
    write(
        records.of(Topic.API_KEYS, key.id(), ApiKeyEvents.event(key, operator(), clock.instant())));
  }

  @Override
  public void remove(String id) {
    write(new ProducerRecord<>(cluster.topics().name(Topic.API_KEYS), id, null));
  }

  private void write(ProducerRecord<String, byte[]> record) {
    try (RecordWriter writer = new RecordWriter(cluster.kafka(), cluster.timeout())) {
      writer.write(record);
    }
  }

  private static String operator() {
    String name = "operator:" + System.getProperty("user.name", "unknown");
    return name.substring(0, Math.min(name.length(), MAX_NAME));
  }
}
