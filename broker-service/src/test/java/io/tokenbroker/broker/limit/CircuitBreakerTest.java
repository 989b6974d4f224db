// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.limit.CircuitBreaker.End;
import io.tokenbroker.broker.limit.CircuitBreaker.Pass;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final CircuitBreaker circuit = new CircuitBreaker(3);

  /** Close to the end of what a long holds: a monotonic clock may be there. */
  private long now = Long.MAX_VALUE - 10;

  @Test
  void itOpensAfterFailuresInARow() {
    end(End.FAILED);
    end(End.FAILED);
    end(End.WORKS);
    end(End.FAILED);
    end(End.FAILED);
    assertThat(circuit.isOpen()).isFalse();

    end(End.FAILED);

    assertThat(circuit.isOpen()).isTrue();
    assertThat(circuit.enter(now)).isEmpty();
    assertThat(circuit.pauseLeft(now)).isEqualTo(CircuitBreaker.FIRST_PAUSE);
  }

  @Test
  void whatWasNotSentForAReasonOfOursCountsNeitherWay() {
    end(End.FAILED);
    end(End.FAILED);
    end(End.SAYS_NOTHING);
    assertThat(circuit.isOpen()).isFalse();

    end(End.FAILED);

    assertThat(circuit.isOpen()).isTrue();
  }

  @Test
  void afterThePauseOneCallTriesAndNoOther() {
    open();
    pass(CircuitBreaker.FIRST_PAUSE);

    Pass tries = enter();

    assertThat(tries.isTry()).isTrue();
    assertThat(circuit.enter(now)).isEmpty();
    circuit.ended(tries, End.SAYS_NOTHING, now);
    assertThat(enter().isTry()).isTrue();
  }

  @Test
  void aTryThatWorksCloses() {
    open();
    pass(CircuitBreaker.FIRST_PAUSE);

    end(End.WORKS);

    assertThat(circuit.isOpen()).isFalse();
    assertThat(enter().isTry()).isFalse();
  }

  @Test
  void everyTryThatFailsDoublesThePauseUpToAMinute() {
    open();
    Duration pause = CircuitBreaker.FIRST_PAUSE;
    for (int i = 0; i < 20; i++) {
      assertThat(circuit.pauseLeft(now)).isEqualTo(pause);
      pass(pause.minusNanos(1));
      assertThat(circuit.enter(now)).isEmpty();
      pass(Duration.ofNanos(1));
      end(End.FAILED);
      Duration doubled = pause.multipliedBy(2);
      pause =
          doubled.compareTo(CircuitBreaker.LONGEST_PAUSE) > 0
              ? CircuitBreaker.LONGEST_PAUSE
              : doubled;
    }
    assertThat(pause).isEqualTo(CircuitBreaker.LONGEST_PAUSE);
  }

  @Test
  void callsThatWereSentBeforeItOpenedChangeNothing() {
    Pass early = enter();
    Pass another = enter();
    open();

    circuit.ended(early, End.WORKS, now);
    circuit.ended(another, End.FAILED, now);

    assertThat(circuit.isOpen()).isTrue();
    assertThat(circuit.pauseLeft(now)).isEqualTo(CircuitBreaker.FIRST_PAUSE);
  }

  @Test
  void aProviderThatAsksForAPauseGetsItWithinBounds() {
    circuit.throttled(enter(), Duration.ofSeconds(30), now);
    assertThat(circuit.pauseLeft(now)).isEqualTo(Duration.ofSeconds(30));

    pass(Duration.ofSeconds(30));
    circuit.throttled(enter(), Duration.ofDays(1), now);
    assertThat(circuit.pauseLeft(now)).isEqualTo(CircuitBreaker.LONGEST_THROTTLE);

    pass(CircuitBreaker.LONGEST_THROTTLE);
    end(End.WORKS);
    assertThat(circuit.isOpen()).isFalse();
  }

  private void open() {
    Pass first = enter();
    Pass second = enter();
    Pass third = enter();
    circuit.ended(first, End.FAILED, now);
    circuit.ended(second, End.FAILED, now);
    circuit.ended(third, End.FAILED, now);
    assertThat(circuit.isOpen()).isTrue();
  }

  private Pass enter() {
    return circuit.enter(now).orElseThrow();
  }

  private void end(End end) {
    circuit.ended(enter(), end, now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
