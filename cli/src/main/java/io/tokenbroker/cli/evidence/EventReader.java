// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.evidence;

import io.tokenbroker.cli.explain.AuditLine;
import io.tokenbroker.cli.explain.CallTrace;
import io.tokenbroker.cli.explain.CallTrace.End;
import io.tokenbroker.cli.explain.Letter;
import io.tokenbroker.cli.explain.TokenEvent;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What records say about a grant; no sealed field is looked at. */
final class EventReader {
  private final EventCodec codec;
  private final Topics topics;

  EventReader(EventCodec codec, Topics topics) {
    this.codec = codec;
    this.topics = topics;
  }

  Optional<TokenEvent> tokenEvent(ConsumerRecord<String, byte[]> record) {
    Instant at = Instant.ofEpochMilli(record.timestamp());
    if (record.value() == null) {
      return Optional.of(event(at, "tombstone", ""));
    }
    Optional<SpecificRecord> event = decoded(record);
    if (event.isEmpty()) {
      return Optional.of(event(at, "unreadable", ""));
    }
    if (event.get() instanceof TokenRefreshed it) {
      return Optional.of(
          new TokenEvent(
              at,
              "TokenRefreshed",
              version(it.getGeneration(), it.getSequence()),
              Optional.empty(),
              Optional.of(it.getExpiresAt())));
    }
    if (event.get() instanceof ReauthorizationRequired it) {
      return Optional.of(
          new TokenEvent(
              at,
              "ReauthorizationRequired",
              version(it.getGeneration(), it.getSequence()),
              Optional.of(it.getReason()),
              it.getExpiresAt()));
    }
    return event.get() instanceof TokenRevoked it
        ? Optional.of(
            new TokenEvent(
                at,
                "TokenRevoked",
                version(it.getGeneration(), it.getSequence()),
                Optional.of(it.getReason()),
                Optional.empty()))
        : Optional.of(event(at, event.get().getSchema().getName(), ""));
  }

  Optional<AuditLine> audit(ConsumerRecord<String, byte[]> record) {
    return decoded(record)
        .filter(AuditRecord.class::isInstance)
        .map(AuditRecord.class::cast)
        .map(
            it ->
                new AuditLine(
                    it.getAt(),
                    it.getAction(),
                    it.getActor(),
                    it.getReason(),
                    it.getAuthorizationId(),
                    it.getAttemptId(),
                    it.getDetails()));
  }

  Optional<CallTrace> call(ConsumerRecord<String, byte[]> record) {
    return decoded(record).flatMap(EventReader::trace);
  }

  Optional<Letter> letter(ConsumerRecord<String, byte[]> record) {
    String source = header(record, "tokenbroker_source_topic").orElse("an unknown topic");
    return Optional.of(
        new Letter(
            record.partition() + ":" + record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            topics.byName(source).map(Topic::baseName).orElse(source),
            header(record, "tokenbroker_error_type").orElse("error")
                + ": "
                + header(record, "tokenbroker_error").orElse("not told")));
  }

  private static Optional<CallTrace> trace(SpecificRecord event) {
    if (event instanceof CallStarted it) {
      return Optional.of(trace(it.getAttemptId(), it.getSentAt(), End.STARTED, Optional.empty()));
    }
    if (event instanceof CallSucceeded it) {
      return Optional.of(
          trace(it.getAttemptId(), it.getReceivedAt(), End.SUCCEEDED, Optional.empty()));
    }
    if (event instanceof CallUnknown it) {
      return Optional.of(
          trace(it.getAttemptId(), it.getDecidedAt(), End.UNKNOWN, Optional.of(it.getReason())));
    }
    if (event instanceof CallNotSent it) {
      return Optional.of(
          new CallTrace(
              it.getAttemptId(),
              it.getDecidedAt(),
              End.NOT_SENT,
              Optional.of(it.getReason()),
              Optional.empty(),
              Optional.empty(),
              it.getRetryAfterMillis().map(Duration::ofMillis)));
    }
    return event instanceof CallFailed it ? Optional.of(failed(it)) : Optional.empty();
  }

  private static CallTrace failed(CallFailed failure) {
    return new CallTrace(
        failure.getAttemptId(),
        failure.getReceivedAt(),
        switch (failure.getErrorClass()) {
          case REAUTHORIZE -> End.FAILED_REAUTHORIZE;
          case CONFIGURATION -> End.FAILED_CONFIGURATION;
          case TRANSIENT, UNKNOWN -> End.FAILED_TRANSIENT;
        },
        Optional.of(failure.getError()),
        failure.getErrorDescription(),
        failure.getHttpStatus(),
        failure.getRetryAfterMillis().map(Duration::ofMillis));
  }

  private static CallTrace trace(String id, Instant at, End end, Optional<String> code) {
    return new CallTrace(id, at, end, code, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static TokenEvent event(Instant at, String type, String version) {
    return new TokenEvent(at, type, version, Optional.empty(), Optional.empty());
  }

  private Optional<SpecificRecord> decoded(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.ofNullable(record.value()).map(codec::decode);
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  private static String version(long generation, long sequence) {
    return new TokenVersion(generation, sequence).toString();
  }
}
