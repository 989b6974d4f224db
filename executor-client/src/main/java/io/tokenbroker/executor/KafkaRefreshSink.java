// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to the refresh-requests topic, all that a runner may write. Thread-safe. */
final class KafkaRefreshSink implements RefreshSink {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final int BUFFER_BYTES = 4 * 1024 * 1024;

  private final Producer<String, byte[]> producer;
  private final EventRecords records;

  KafkaRefreshSink(TokenClientSettings settings, EventCodec codec) {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    this.records =
        new EventRecords(
            settings.topics(), codec, settings.clock(), "/executor/" + settings.clientId());
  }

  @Override
  public void send(TokenKey key, RefreshToken event, Consumer<Exception> onFailure) {
    // The callback gets the outcome.
    Future<RecordMetadata> unused =
        producer.send(
            records.of(Topic.REFRESH_REQUESTS, key.toString(), event),
            (metadata, error) -> Optional.ofNullable(error).ifPresent(onFailure));
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
