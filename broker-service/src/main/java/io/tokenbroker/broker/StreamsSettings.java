// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/** Kafka Streams' settings for the topology: exactly once, and quick when idle. */
final class StreamsSettings {
  /** Upper bound on how long a decision waits for its commit where nobody waits for it. */
  private static final int COMMIT_INTERVAL_MS = 50;

  /** Decides the idle latency: the 100 ms default would be felt in every step. */
  private static final int POLL_MS = 5;

  private static final int TRANSACTION_TIMEOUT_MS = 10_000;
  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int HEARTBEAT_MS = 1_500;

  private StreamsSettings() {}

  static Properties of(BrokerSettings settings) {
    Properties streams = new Properties();
    streams.putAll(settings.clientSettings());
    streams.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    streams.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    streams.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    streams.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.streamThreads());
    streams.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    streams.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.topics().replicationFactor());
    streams.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    streams.put(StreamsConfig.POLL_MS_CONFIG, POLL_MS);
    // A record with a time that is none would end the thread for ever; record times are not used.
    streams.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, WallclockTimestampExtractor.class);
    streams.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    streams.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    streams.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    streams.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MS);
    streams.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    streams.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
    streams.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
    streams.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return streams;
  }
}
