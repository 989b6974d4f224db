// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.doctor.Result.Level;
import io.tokenbroker.cli.evidence.GroupLags;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ClusterChecksTest {
  private static final TopicPartition FIRST = new TopicPartition("authorizations", 0);
  private static final TopicPartition LAST = new TopicPartition("provider-results", 7);

  @Test
  void anyPartitionThatLagsFarBehindIsNamed() {
    Result result =
        ClusterChecks.judged(
            new GroupLags("b", "Stable", 1, Map.of(FIRST, 0L, LAST, 1_000_000L), Set.of()));

    assertThat(result.level()).isEqualTo(Level.WARN);
    assertThat(result.detail()).contains("2 partitions, 1 lag: provider-results-7: 1000000");
  }

  @Test
  void aPartitionThatNobodyReadsIsNamed() {
    Result result =
        ClusterChecks.judged(
            new GroupLags("b", "Stable", 1, Map.of(FIRST, 0L, LAST, 0L), Set.of(LAST)));

    assertThat(result.level()).isEqualTo(Level.WARN);
    assertThat(result.detail()).contains("nobody reads provider-results-7");
  }

  @Test
  void aGroupThatKeepsUpIsWellAndOneWithoutMembersIsNot() {
    Map<TopicPartition, Long> lags = Map.of(FIRST, 1L, LAST, 0L);

    assertThat(ClusterChecks.judged(new GroupLags("b", "Stable", 2, lags, Set.of())).level())
        .isEqualTo(Level.OK);
    assertThat(ClusterChecks.judged(new GroupLags("b", "Empty", 0, lags, Set.of(FIRST))).level())
        .isEqualTo(Level.FAIL);
  }
}
