// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The index against the simplest thing that does the same: a map that is sorted when asked. */
class DueIndexPropertiesTest {
  private static final Comparator<DueIndex.Entry> ORDER =
      Comparator.comparing(DueIndex.Entry::dueAt).thenComparing(entry -> entry.key().toString());

  sealed interface Action {}

  record Move(TokenKey key, Optional<Instant> time) implements Action {}

  /** A look; of what it brings, every so many entries are left for the next. */
  record Look(Instant now, int limit, int leaveEvery) implements Action {}

  record Restart() implements Action {}

  @Property(tries = 500)
  void theIndexSaysWhatASortedMapSays(@ForAll("actions") List<Action> actions) {
    KeyValueStore<Bytes, byte[]> store = TestStores.due();
    DueIndex index = new DueIndex(store);
    Map<TokenKey, Instant> model = new HashMap<>();
    for (Action action : actions) {
      if (action instanceof Restart) {
        index = new DueIndex(store);
      } else if (action instanceof Move move) {
        index.move(move.key(), Optional.ofNullable(model.get(move.key())), move.time());
        move.time()
            .ifPresentOrElse(time -> model.put(move.key(), time), () -> model.remove(move.key()));
      } else if (action instanceof Look look) {
        List<DueIndex.Entry> found = index.due(look.now(), look.limit());
        assertThat(found).isEqualTo(expected(model, look));
        for (int i = 0; i < found.size(); i++) {
          if (i % look.leaveEvery() != 0) {
            index.drop(found.get(i));
            model.remove(found.get(i).key());
          }
        }
      }
    }
    Look everything = new Look(Instant.ofEpochMilli(Long.MAX_VALUE - 1), 1000, 1);
    assertThat(index.due(everything.now(), everything.limit()))
        .isEqualTo(expected(model, everything));
  }

  private static List<DueIndex.Entry> expected(Map<TokenKey, Instant> model, Look look) {
    return model.entrySet().stream()
        .filter(entry -> !entry.getValue().isAfter(look.now()))
        .map(entry -> new DueIndex.Entry(entry.getValue(), entry.getKey()))
        .sorted(ORDER)
        .limit(look.limit())
        .toList();
  }

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<TokenKey> keys =
        Arbitraries.integers()
            .between(0, 12)
            .map(number -> TokenKey.personal("acme", "github", "user-" + number));
    Arbitrary<Instant> times =
        Arbitraries.oneOf(
                Arbitraries.longs().between(1, 50),
                Arbitraries.longs().between(1_700_000_000_000L, 1_700_000_300_000L))
            .map(Instant::ofEpochMilli);
    return Arbitraries.<Action>frequencyOf(
            Tuple.of(6, Combinators.combine(keys, times.optional(0.8)).as(Move::new)),
            Tuple.of(
                4,
                Combinators.combine(
                        times,
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 4))
                    .as(Look::new)),
            Tuple.of(1, Arbitraries.of(new Restart())))
        .list()
        .ofMaxSize(60);
  }
}
