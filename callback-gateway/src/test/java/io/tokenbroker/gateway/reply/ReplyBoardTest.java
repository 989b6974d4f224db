// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReplyBoardTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ReplyBoard<String> board = new ReplyBoard<>(2);

  @Test
  void allWhoWaitForAReplyGetIt() {
    CompletableFuture<Optional<String>> one = board.await("a", LONG);
    CompletableFuture<Optional<String>> two = board.await("a", LONG);
    board.accept("a", "yes");

    assertThat(one).isCompletedWithValue(Optional.of("yes"));
    assertThat(two).isCompletedWithValue(Optional.of("yes"));
    assertThat(board.waiterCount()).isZero();
  }

  @Test
  void aReplyThatCameBeforeIsThereAtOnceAndTheFirstOneStays() {
    board.accept("a", "first");
    board.accept("a", "second");

    assertThat(board.await("a", LONG)).isCompletedWithValue(Optional.of("first"));
    assertThat(board.known("a")).contains("first");
    assertThat(board.known("b")).isEmpty();
  }

  @Test
  void aReplyThatIsNotKeptReachesThoseWhoWaitOnly() {
    CompletableFuture<Optional<String>> waiter = board.await("a", LONG);
    board.release("a", "over");

    assertThat(waiter).isCompletedWithValue(Optional.of("over"));
    assertThat(board.known("a")).isEmpty();
    assertThat(board.waiterCount()).isZero();
  }

  @Test
  void whereAReplyIsForgottenTheNextOneTakesItsPlace() {
    board.accept("a", "old");
    board.forget("a");
    board.forget("b");

    CompletableFuture<Optional<String>> waiter = board.await("a", LONG);
    assertThat(waiter).isNotDone();
    board.accept("a", "new");
    assertThat(waiter).isCompletedWithValue(Optional.of("new"));
  }

  @Test
  void nobodyWaitsLongerThanAsked() {
    assertThat(board.await("a", Duration.ofMillis(20)).join()).isEmpty();
    assertThat(board.waiterCount()).isZero();
  }

  @Test
  void whoComesWhenTooManyWaitIsToldNotYet() {
    CompletableFuture<Optional<String>> one = board.await("a", LONG);
    CompletableFuture<Optional<String>> two = board.await("b", LONG);

    assertThat(board.await("c", LONG)).isCompletedWithValue(Optional.empty());
    assertThat(one).isNotDone();
    board.accept("b", "yes");
    assertThat(two).isCompletedWithValue(Optional.of("yes"));
    assertThat(board.await("c", LONG)).isNotDone();
  }

  @Test
  void closingLetsEverybodyGo() {
    CompletableFuture<Optional<String>> waiter = board.await("a", LONG);
    board.close();

    assertThat(waiter).isCompletedWithValue(Optional.empty());
    assertThat(board.await("b", LONG)).isCompletedWithValue(Optional.empty());
    assertThat(board.waiterCount()).isZero();
  }
}
