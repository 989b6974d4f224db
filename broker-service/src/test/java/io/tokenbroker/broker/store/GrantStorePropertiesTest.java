// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.TestKeysets;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.ScriptRun;
import io.tokenbroker.broker.lifecycle.ScriptStep;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** The store after any script: grants read back, and the due index is their projection. */
class GrantStorePropertiesTest {
  private static final int GRANTS = 4;
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  private Path folder = Path.of("");

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("grant-store");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(GrantStorePropertiesTest::delete);
    }
  }

  @Property(tries = 40)
  void theIndexIsTheProjectionOfTheGrants(
      @ForAll("scripts") List<Tuple2<Integer, ScriptStep>> script,
      @ForAll("policies") ConnectorPolicy policy)
      throws IOException {
    KeysetFolder keysets = TestKeysets.in(Files.createTempDirectory(folder, "try"));
    DueIndex due = new DueIndex(TestStores.due());
    GrantStore store =
        new GrantStore(
            TestStores.tokens(),
            due,
            keysets.sealer(KeysetName.BROKER),
            keysets.opener(KeysetName.BROKER));
    List<ScriptRun> runs =
        IntStream.range(0, GRANTS).mapToObj(i -> new ScriptRun(key(i), policy)).toList();
    for (Tuple2<Integer, ScriptStep> step : script) {
      ScriptRun run = runs.get(step.get1());
      run.take(step.get2());
      store.write(key(step.get1()), store.read(key(step.get1())), run.grant());
    }

    for (int i = 0; i < GRANTS; i++) {
      assertThat(store.read(key(i))).isEqualTo(runs.get(i).grant());
    }
    assertThat(due.due(FAR, 100)).containsExactlyInAnyOrderElementsOf(projection(runs));
  }

  private static List<DueIndex.Entry> projection(List<ScriptRun> runs) {
    return IntStream.range(0, GRANTS)
        .boxed()
        .flatMap(
            i ->
                runs.get(i).grant().flatMap(Grant::nextLook).stream()
                    .map(look -> new DueIndex.Entry(look, key(i))))
        .toList();
  }

  @Provide
  Arbitrary<List<Tuple2<Integer, ScriptStep>>> scripts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, GRANTS - 1), ScriptStep.arbitrary())
        .as(Tuple::of)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }

  @Provide
  Arbitrary<ConnectorPolicy> policies() {
    return ScriptRun.policies();
  }

  private static TokenKey key(int number) {
    return TokenKey.personal("acme", "github", "user-" + number);
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
