// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.cli.cluster.PacedCommands.Outcome;
import io.tokenbroker.key.TokenKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedCommandsTest {
  private static final Answer GOOD = new Answer.Refused("fine", Optional.empty());
  private static final Answer MISSING = new Answer.Missing("no reply");
  private static final Function<String, SpecificRecord> DRAFT =
      new CommandDrafts("test", Clock.systemUTC()).describe();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Outcome<Integer>> outcomes = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void everyCommandIsToldWithItsAnswer() {
    run(7, 3, (key, draft) -> CompletableFuture.completedFuture(GOOD));

    assertThat(outcomes).extracting(Outcome::about).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(outcomes).allSatisfy(it -> assertThat(it.answer()).isEqualTo(GOOD));
    assertThat(outcomes).allSatisfy(it -> assertThat(it.key()).isEqualTo(key(it.about())));
  }

  @Test
  void noMoreAreUnderWayThanAllowed() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    run(
        40,
        3,
        (key, draft) -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          return CompletableFuture.supplyAsync(
              () -> {
                underWay.decrementAndGet();
                return GOOD;
              },
              threads);
        });

    assertThat(outcomes).hasSize(40);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void twoCommandsAreNeverCloserThanTheRateSays() {
    AtomicLong nanos = new AtomicLong();
    Duration interval = Duration.ofMillis(20);
    List<Long> sentAt = new ArrayList<>();
    // Every look at this clock takes a millisecond.
    Pace pace = new Pace(50, () -> nanos.addAndGet(1_000_000));

    new PacedCommands(
            (key, draft) -> {
              sentAt.add(nanos.get());
              return CompletableFuture.completedFuture(GOOD);
            },
            pace,
            10)
        .run(commands(6), outcomes::add);

    assertThat(sentAt).hasSize(6);
    for (int i = 1; i < sentAt.size(); i++) {
      assertThat(sentAt.get(i) - sentAt.get(i - 1)).isGreaterThanOrEqualTo(interval.toNanos());
    }
  }

  @Test
  void aBrokerThatIsAwayIsGivenUpOnAndTheRestIsNotSent() {
    AtomicInteger sent = new AtomicInteger();

    run(
        100,
        4,
        (key, draft) -> {
          sent.incrementAndGet();
          return CompletableFuture.completedFuture(MISSING);
        });

    assertThat(outcomes).hasSize(100);
    assertThat(sent.get()).isBetween(4, 8);
    assertThat(outcomes.stream().filter(it -> it.answer() instanceof Answer.NotSent))
        .hasSize(100 - sent.get());
    assertThat(outcomes.get(99).answer().problem()).contains("not sent").contains("no answer");
  }

  @Test
  void anAnswerInBetweenShowsThatTheBrokerIsThere() {
    AtomicInteger sent = new AtomicInteger();

    run(
        30,
        2,
        (key, draft) ->
            CompletableFuture.completedFuture(sent.getAndIncrement() % 2 == 0 ? GOOD : MISSING));

    assertThat(outcomes.stream().filter(it -> it.answer().equals(GOOD))).hasSize(15);
    assertThat(outcomes.stream().filter(it -> it.answer().equals(MISSING))).hasSize(15);
  }

  @Test
  void aSenderThatFailsIsToldAndHoldsNothingUp() {
    run(3, 2, (key, draft) -> CompletableFuture.failedFuture(new IllegalStateException("odd")));

    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.get(0).answer().problem()).contains("sending it failed").contains("odd");
  }

  @Test
  void aFailureOfTheReportEndsIt() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new PacedCommands(
                        (key, draft) -> CompletableFuture.completedFuture(GOOD), new Pace(1000), 1)
                    .run(
                        commands(10),
                        outcome -> {
                          throw new IllegalStateException("the disk is full");
                        }))
        .withMessage("the disk is full");
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> run(5, 1, (key, draft) -> new CompletableFuture<>()))
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private void run(int count, int maxUnderWay, CommandSender sender) {
    new PacedCommands(sender, new Pace(1000), maxUnderWay).run(commands(count), outcomes::add);
  }

  private static Iterator<Command<Integer>> commands(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Command<>(i, key(i), DRAFT)).iterator();
  }

  private static TokenKey key(int number) {
    return TokenKey.personal("acme", "github", "user" + number);
  }
}
