// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");

  @Test
  void aRecordGoesWhenItsSegmentIsClosedAndItsTimeIsOver() {
    Retention retention =
        Retention.of(
            Map.of("cleanup.policy", "delete", "retention.ms", "1000", "segment.ms", "500"));

    assertThat(retention.goneBy(AT)).contains(AT.plusMillis(1_500));
  }

  @Test
  void aTopicThatKeepsItsRecordsHasNoEnd() {
    assertThat(
            Retention.of(
                    Map.of("cleanup.policy", "delete", "retention.ms", "-1", "segment.ms", "500"))
                .goneBy(AT))
        .isEmpty();
  }

  @Test
  void compactionHasAnEndOnlyWhereItsLagIsBounded() {
    Map<String, String> bounded =
        Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", "86400000");
    Map<String, String> unbounded =
        Map.of(
            "cleanup.policy",
            "compact",
            "max.compaction.lag.ms",
            Long.toString(Long.MAX_VALUE),
            "retention.ms",
            "1000",
            "segment.ms",
            "1000");

    assertThat(Retention.of(bounded).goneBy(AT)).contains(AT.plus(Duration.ofDays(1)));
    assertThat(Retention.of(unbounded).goneBy(AT)).isEmpty();
  }

  @Test
  void ofTwoPoliciesTheSoonerEndCounts() {
    assertThat(
            Retention.of(
                    Map.of(
                        "cleanup.policy",
                        "compact,delete",
                        "max.compaction.lag.ms",
                        "5000",
                        "retention.ms",
                        "1000",
                        "segment.ms",
                        "1000"))
                .goneBy(AT))
        .contains(AT.plusMillis(2_000));
  }
}
