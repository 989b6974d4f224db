// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReturnTimesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final ReturnTimes times = new ReturnTimes(() -> 0.5);

  @Test
  void whatIsRefusedTogetherComesBackOneAfterTheOther() {
    assertThat(times.next(0, SECOND, INTERVAL)).isEqualTo(Duration.ofMillis(1_030));
    assertThat(times.next(0, SECOND, INTERVAL)).isEqualTo(Duration.ofMillis(1_050));
    assertThat(times.next(Duration.ofMillis(5).toNanos(), SECOND, INTERVAL))
        .isEqualTo(Duration.ofMillis(1_065));
  }

  @Test
  void aLineThatHasGoneIsNotStoodIn() {
    times.next(0, SECOND, INTERVAL);

    assertThat(times.next(Duration.ofMinutes(1).toNanos(), SECOND, INTERVAL))
        .isEqualTo(Duration.ofMillis(1_030));
  }

  @Test
  void nobodyIsToldToWaitForLongerThanTheLongestLine() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 100_000; i++) {
      Duration next = times.next(0, SECOND, INTERVAL);
      longest = next.compareTo(longest) > 0 ? next : longest;
    }

    assertThat(longest)
        .isBetween(ReturnTimes.LONGEST_QUEUE, ReturnTimes.LONGEST_QUEUE.plusSeconds(2));
  }
}
