// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.letter;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.RecordWriter;
import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.cli.cluster.TopicScan.Range;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** Puts dead letters back to where they came from, and says so in the audit. */
public final class Replay {
  /** As the audit calls it. */
  public static final String ACTION = "dead_letter_replayed";

  private static final String LETTER = "deadLetter";

  private final ClusterOptions cluster;
  private final EventCodec codec;
  private final String operator;
  private final Clock clock;

  public Replay(ClusterOptions cluster, EventCodec codec, String operator, Clock clock) {
    this.cluster = cluster;
    this.codec = codec;
    this.operator = operator;
    this.clock = clock;
  }

  /** When a letter was replayed before, if it was. */
  public Optional<Instant> before(DeadLetterRecord letter) {
    Deque<Instant> last = new ArrayDeque<>();
    new TopicScan(cluster.kafka(), cluster.timeout())
        .read(
            cluster.topics().name(Topic.AUDIT),
            Range.of(letter.key()).from(letter.at()),
            record ->
                audit(record.value())
                    .filter(audit -> audit.getAction().equals(ACTION))
                    .filter(audit -> letter.id().equals(audit.getDetails().get(LETTER)))
                    .ifPresent(
                        audit -> {
                          last.clear();
                          last.add(audit.getAt());
                        }));
    return last.stream().findFirst();
  }

  /** Puts one back. The audit comes first: what is done is never unknown. */
  public void run(DeadLetterRecord letter) {
    EventRecords records = new EventRecords(cluster.topics(), codec, clock, "/cli");
    try (RecordWriter writer = new RecordWriter(cluster.kafka(), cluster.timeout())) {
      writer.write(records.of(Topic.AUDIT, letter.key(), audit(letter)));
      writer.write(letter.original());
    }
  }

  private AuditRecord audit(DeadLetterRecord letter) {
    return AuditRecord.newBuilder()
        .setAt(clock.instant())
        .setAction(ACTION)
        .setActor(operator)
        .setGeneration(0)
        .setSequence(0)
        .setDetails(
            Map.of(
                LETTER,
                letter.id(),
                "source",
                letter.source().map(Topic::baseName).orElse(letter.sourceTopic()),
                "sourcePlace",
                letter.sourcePlace()))
        .build();
  }

  private Optional<AuditRecord> audit(byte[] value) {
    try {
      return Optional.ofNullable(value)
          .map(codec::decode)
          .filter(AuditRecord.class::isInstance)
          .map(AuditRecord.class::cast);
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }
}
