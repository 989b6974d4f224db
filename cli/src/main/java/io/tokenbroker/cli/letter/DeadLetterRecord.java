// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.letter;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the topic of dead letters.
 *
 * @param record as it is there
 * @param topics the deployment's
 */
public record DeadLetterRecord(ConsumerRecord<String, byte[]> record, Topics topics) {
  private static final String OURS = "tokenbroker_";

  /** Keys of dead letters are cut there: a longer one can't be told from one that was cut. */
  private static final int MAX_KEY = 4_096;

  /**
   * What may go back. Commands and authorizations are made to be repeated: they carry an id that
   * the broker knows again. A provider request is the intent of one call and is never made twice; a
   * result would be a second end of its attempt; everything else has a command of its own.
   */
  private static final Set<Topic> REPLAYABLE =
      Set.of(Topic.AUTHORIZATIONS, Topic.TOKEN_COMMANDS, Topic.REFRESH_REQUESTS);

  /** {@code partition:offset} on the topic of dead letters. */
  public String id() {
    return record.partition() + ":" + record.offset();
  }

  public Instant at() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  public String key() {
    return String.valueOf(record.key());
  }

  /** The full name of the topic that it came from. */
  public String sourceTopic() {
    return header(record, OURS + "source_topic").orElse("unknown");
  }

  /** That topic, if it is one of the catalogue. */
  public Optional<Topic> source() {
    return topics.byName(sourceTopic());
  }

  /** {@code partition:offset} where it came from. */
  public String sourcePlace() {
    return header(record, OURS + "source_partition").orElse("?")
        + ":"
        + header(record, OURS + "source_offset").orElse("?");
  }

  /** What went wrong. */
  public String error() {
    return header(record, OURS + "error_type").orElse("unknown")
        + ": "
        + header(record, OURS + "error").orElse("not told");
  }

  /** Why it may not go back; empty if it may. */
  public Optional<String> obstacle() {
    Optional<Topic> source = source();
    if (source.isEmpty()) {
      return Optional.of("it came from " + sourceTopic() + ", which is none of the topics here");
    }
    if (!REPLAYABLE.contains(source.get())) {
      return Optional.of(reason(source.get()));
    }
    if (record.value() == null) {
      return Optional.of("its value was too large to be kept");
    }
    return key().length() >= MAX_KEY ? Optional.of("its key was cut") : Optional.empty();
  }

  private static String reason(Topic source) {
    return switch (source) {
      case PROVIDER_REQUESTS ->
          "a provider request is never replayed: the call may have been made"
              + " (docs/architecture.md)";
      case PROVIDER_RESULTS ->
          "a provider result is never replayed: the grant has gone on without it, as with a call"
              + " of unknown fate";
      case CONNECTORS -> "a connector is defined with 'tokenbroker connectors apply'";
      case API_KEYS -> "an API key is made with 'tokenbroker api-keys'";
      default -> "what comes from " + source.baseName() + " is not replayed";
    };
  }

  /** The record as it was, for the topic that it came from: key, value and headers. */
  public ProducerRecord<String, byte[]> original() {
    ProducerRecord<String, byte[]> original =
        new ProducerRecord<>(sourceTopic(), record.key(), record.value());
    for (Header header : record.headers()) {
      if (!header.key().startsWith(OURS)) {
        original.headers().add(header);
      }
    }
    return original;
  }

  private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
