// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.wire;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.time.Clock;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the Kafka records of events: topic, key, encoded value and headers. For producers with a
 * String key serializer and a byte array value serializer. Thread-safe.
 */
public final class EventRecords {
  private final Topics topics;
  private final EventCodec codec;
  private final Clock clock;
  private final String source;

  /**
   * @param source what {@code ce_source} says, for example {@code /callback-gateway/1}
   */
  public EventRecords(Topics topics, EventCodec codec, Clock clock, String source) {
    this.topics = topics;
    this.codec = codec;
    this.clock = clock;
    this.source = source;
  }

  /** A record of this topic, with its key's text form and CloudEvents headers. */
  public ProducerRecord<String, byte[]> of(Topic topic, String key, SpecificRecord event) {
    String name = topics.name(topic);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(name, key, codec.encode(name, event));
    CloudEventHeaders.add(record.headers(), event, key, source, clock.instant());
    return record;
  }
}
