// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a topic's log holds a record at most. Kafka deletes whole segments, by the age of their
 * newest record: a record goes when the segment is closed and its time is over.
 *
 * @param longest from a record's time; empty where the topic's settings bound nothing
 */
record Retention(Optional<Duration> longest) {
  static final Retention UNKNOWN = new Retention(Optional.empty());

  /** A topic's, from its settings by Kafka's names. */
  static Retention of(Map<String, String> settings) {
    String policy = settings.getOrDefault("cleanup.policy", "delete");
    Optional<Duration> byAge =
        policy.contains("delete")
            ? millis(settings, "retention.ms")
                .flatMap(age -> millis(settings, "segment.ms").map(age::plus))
            : Optional.empty();
    Optional<Duration> byCompaction =
        policy.contains("compact") ? millis(settings, "max.compaction.lag.ms") : Optional.empty();
    return new Retention(
        Stream.of(byAge, byCompaction).flatMap(Optional::stream).min(Duration::compareTo));
  }

  /** When a key's records have gone whose newest is of this time. */
  Optional<Instant> goneBy(Instant newest) {
    return longest.map(newest::plus);
  }

  /** Negative values and the greatest one say: no bound. */
  private static Optional<Duration> millis(Map<String, String> settings, String name) {
    return Optional.ofNullable(settings.get(name))
        .map(Long::parseLong)
        .filter(millis -> millis >= 0 && millis < Long.MAX_VALUE)
        .map(Duration::ofMillis);
  }
}
