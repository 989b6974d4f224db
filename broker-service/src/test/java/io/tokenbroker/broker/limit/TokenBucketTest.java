// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final int RATE = 600;

  private long now = -5;
  private final TokenBucket bucket = new TokenBucket(RATE, now);

  @Test
  void aBurstIsWhatGathersInTenSecondsAndItsLastFifthIsForWhoeverWaits() {
    assertThat(taken(false)).isEqualTo(80);
    assertThat(taken(true)).isEqualTo(20);
  }

  @Test
  void itFillsAtTheRateAndNoHigherThanABurst() {
    taken(true);
    now += Duration.ofSeconds(1).toNanos();
    assertThat(taken(true)).isEqualTo(10);

    now += Duration.ofHours(1).toNanos();
    assertThat(taken(true)).isEqualTo(100);
  }

  @Test
  void theLowestRateLetsOneThroughAMinute() {
    TokenBucket slow = new TokenBucket(1, now);

    assertThat(slow.take(1, false, now)).isTrue();
    assertThat(slow.take(1, false, now)).isFalse();
    now += Duration.ofSeconds(61).toNanos();
    assertThat(slow.take(1, false, now)).isTrue();
  }

  @Test
  void aHigherRateCountsFromWhenItIsNamed() {
    taken(true);
    now += Duration.ofSeconds(1).toNanos();

    assertThat(bucket.take(6_000, true, now)).isTrue();
    int more = 1;
    while (bucket.take(6_000, true, now)) {
      more++;
    }
    assertThat(more).isEqualTo(100);
  }

  private int taken(boolean somebodyWaits) {
    int count = 0;
    while (bucket.take(RATE, somebodyWaits, now)) {
      count++;
    }
    return count;
  }
}
