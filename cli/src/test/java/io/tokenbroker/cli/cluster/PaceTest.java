// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private final AtomicLong nanos = new AtomicLong(-50);
  private final Pace pace = new Pace(4, nanos::get);

  @Test
  void theFirstMayGoAtOnceAndTheNextAfterTheInterval() {
    assertThat(pace.untilNext()).isZero();

    pace.take();

    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(250));
    pass(Duration.ofMillis(200));
    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(50));
    pass(Duration.ofMillis(50));
    assertThat(pace.untilNext()).isZero();
  }

  @Test
  void whatWasMissedIsNotCaughtUp() {
    pace.take();
    pass(Duration.ofSeconds(10));

    pace.take();

    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void oneThatWentEarlyIsPaidForByTheNext() {
    pace.take();
    pace.take();

    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1001})
  void aRateOutOfRangeIsRefused(int rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pace(rate))
        .withMessageContaining("1 to 1000");
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
