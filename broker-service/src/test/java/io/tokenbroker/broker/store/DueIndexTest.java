// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.key.TokenKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class DueIndexTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final TokenKey ADA = TokenKey.personal("acme", "github", "ada");
  private static final TokenKey BOB = TokenKey.personal("acme", "github", "bob");

  private final KeyValueStore<Bytes, byte[]> store = TestStores.due();
  private final DueIndex due = new DueIndex(store);

  @Test
  void whatIsDueComesOldestFirstAndWhatIsNotDoesNotCome() {
    due.move(ADA, Optional.empty(), Optional.of(NOW));
    due.move(BOB, Optional.empty(), Optional.of(NOW.minusSeconds(5)));
    due.move(ADA.withAlias("later"), Optional.empty(), Optional.of(NOW.plusMillis(1)));

    assertThat(due.due(NOW, 10))
        .containsExactly(
            new DueIndex.Entry(NOW.minusSeconds(5), BOB), new DueIndex.Entry(NOW, ADA));
  }

  @Test
  void noMoreThanTheLimitComesAndTheRestComesNextTime() {
    due.move(ADA, Optional.empty(), Optional.of(NOW.minusSeconds(5)));
    due.move(BOB, Optional.empty(), Optional.of(NOW));

    DueIndex.Entry first = due.due(NOW, 1).get(0);
    assertThat(first.key()).isEqualTo(ADA);
    due.drop(first);
    assertThat(due.due(NOW, 1)).containsExactly(new DueIndex.Entry(NOW, BOB));
  }

  @Test
  void anEntryIsThereUntilItIsMovedOrDropped() {
    due.move(ADA, Optional.empty(), Optional.of(NOW));
    due.due(NOW, 10);
    assertThat(due.due(NOW.plusSeconds(60), 10)).hasSize(1);

    due.move(ADA, Optional.of(NOW), Optional.of(NOW.plusSeconds(90)));
    assertThat(due.due(NOW.plusSeconds(60), 10)).isEmpty();
    assertThat(due.due(NOW.plusSeconds(90), 10)).hasSize(1);
  }

  @Test
  void anEntryThatIsMovedBelowWhatWasLookedAtIsFoundThoughTheProcessStartsAnew() {
    due.due(NOW.plus(Duration.ofHours(1)), 10);
    due.move(ADA, Optional.empty(), Optional.of(NOW));

    assertThat(new DueIndex(store).due(NOW, 10)).containsExactly(new DueIndex.Entry(NOW, ADA));
    assertThat(due.due(NOW, 10)).containsExactly(new DueIndex.Entry(NOW, ADA));
  }

  @Test
  void aScanAfterARestartStartsWhereNothingIsLeftBelow() {
    for (int second = 0; second < 120; second++) {
      Instant time = NOW.plusSeconds(second);
      due.move(ADA, Optional.empty(), Optional.of(time));
      due.due(time, 10).forEach(due::drop);
    }
    due.due(NOW.plusSeconds(121), 10);

    byte[] floor = store.get(Bytes.wrap(new byte[Long.BYTES]));
    assertThat(new java.math.BigInteger(floor).longValue())
        .isGreaterThanOrEqualTo(NOW.plusSeconds(60).toEpochMilli());
  }

  @Test
  void keysWithAnySeparatorComeBackAsTheyWere() {
    TokenKey odd = TokenKey.personal("a/b", "c%2Fd", "\u0000 ü/\uD83D\uDE00").withAlias("/");
    due.move(odd, Optional.empty(), Optional.of(NOW));

    assertThat(due.due(NOW, 10)).containsExactly(new DueIndex.Entry(NOW, odd));
  }
}
