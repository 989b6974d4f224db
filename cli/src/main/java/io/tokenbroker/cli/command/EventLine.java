// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record says, without any sealed field. */
final class EventLine {
  private EventLine() {}

  static Map<String, String> of(ConsumerRecord<String, byte[]> record, EventCodec codec) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("time", Instant.ofEpochMilli(record.timestamp()).toString());
    facts.put("key", String.valueOf(record.key()));
    if (record.value() == null) {
      facts.put("type", "tombstone");
      return facts;
    }
    try {
      add(facts, codec.decode(record.value()));
    } catch (MalformedRecordException e) {
      facts.put("type", "unreadable");
      facts.put("error", String.valueOf(e.getMessage()));
    }
    return facts;
  }

  private static void add(Map<String, String> facts, SpecificRecord event) {
    facts.put("type", event.getSchema().getName());
    if (event instanceof TokenRefreshed it) {
      facts.put("version", version(it.getGeneration(), it.getSequence()));
      facts.put("expires", "expires " + it.getExpiresAt());
    } else if (event instanceof TokenRevoked it) {
      facts.put("version", version(it.getGeneration(), it.getSequence()));
      facts.put("reason", it.getReason());
    } else if (event instanceof ReauthorizationRequired it) {
      facts.put("version", version(it.getGeneration(), it.getSequence()));
      facts.put("reason", it.getReason());
      it.getExpiresAt().ifPresent(at -> facts.put("expires", "token usable until " + at));
    } else if (event instanceof AuditRecord it) {
      facts.put("version", version(it.getGeneration(), it.getSequence()));
      facts.put("action", it.getAction());
      facts.put("actor", it.getActor());
      it.getReason().ifPresent(reason -> facts.put("reason", reason));
    } else {
      PublicFields.of(event).forEach((name, value) -> facts.put(name, name + " " + value));
    }
  }

  /** All that may be shown of a record, for programs. */
  static Map<String, Object> whole(
      String topic, ConsumerRecord<String, byte[]> record, EventCodec codec) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("time", Instant.ofEpochMilli(record.timestamp()).toString());
    shown.put("topic", topic);
    shown.put("partition", record.partition());
    shown.put("offset", record.offset());
    shown.put("key", String.valueOf(record.key()));
    if (record.value() == null) {
      shown.put("type", "tombstone");
      return shown;
    }
    try {
      SpecificRecord event = codec.decode(record.value());
      shown.put("type", event.getSchema().getName());
      shown.put("event", PublicFields.of(event));
    } catch (MalformedRecordException e) {
      shown.put("type", "unreadable");
      shown.put("error", String.valueOf(e.getMessage()));
    }
    return shown;
  }

  private static String version(long generation, long sequence) {
    return new TokenVersion(generation, sequence).toString();
  }
}
