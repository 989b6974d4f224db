// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.cli.doctor.Result.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private final List<Result> results = new ArrayList<>();

  @Test
  void theWorstResultCounts() {
    assertThat(
            run(
                Check.of("a", () -> List.of(Result.ok("a", "fine"))),
                Check.of("b", () -> List.of(Result.warn("b", "odd", "look")))))
        .isEqualTo(Level.WARN);
  }

  @Test
  void whatNeedsAFailedCheckIsSkippedAndWhatNeedsThatAsWell() {
    Level worst =
        run(
            Check.of("kafka", () -> List.of(Result.fail("kafka", "away", "start it"))),
            Check.after("kafka", "topics", () -> List.of(Result.ok("topics", "fine"))),
            Check.after("topics", "broker", () -> List.of(Result.ok("broker", "fine"))),
            Check.of("files", () -> List.of(Result.ok("files", "fine"))));

    assertThat(worst).isEqualTo(Level.FAIL);
    assertThat(results)
        .extracting(Result::level)
        .containsExactly(Level.FAIL, Level.SKIP, Level.SKIP, Level.OK);
  }

  @Test
  void whatACheckThrowsIsItsFailure() {
    run(
        Check.of(
            "a",
            () -> {
              throw new IllegalStateException("it is broken");
            }));

    assertThat(results).extracting(Result::detail).containsExactly("it is broken");
  }

  @Test
  void aCheckThatHangsIsLeftBehindAndTheNextOneIsMade() {
    CountDownLatch never = new CountDownLatch(1);
    new Doctor(Duration.ofMillis(50))
        .run(
            List.of(
                Check.of(
                    "stuck",
                    () -> {
                      never.await();
                      return List.of();
                    }),
                Check.of("next", () -> List.of(Result.ok("next", "fine")))),
            results::add);

    assertThat(results).extracting(Result::level).containsExactly(Level.FAIL, Level.OK);
  }

  private Level run(Check... checks) {
    return new Doctor(Duration.ofSeconds(10)).run(List.of(checks), results::add);
  }
}
