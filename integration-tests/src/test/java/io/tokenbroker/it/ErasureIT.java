// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.ShiftedClock;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Off-boarding: what is erased leaves store, changelogs and token-events, and that is proven. */
final class ErasureIT {
  private static final String TOKEN_EVENTS = "tokenbroker." + Topic.TOKEN_EVENTS.baseName();
  private static final String TOKENS_CHANGELOG = "tokenbroker.broker-tokens-changelog";
  private static final String DUE_CHANGELOG = "tokenbroker.broker-due-changelog";
  private static final Duration COMPACTION = Duration.ofMinutes(3);

  /** So many that each partition has some of them. */
  private static final int OTHERS = 16;

  /** When nobody can open or finish any more what was started before the erasure. */
  private static final Duration LATER = Duration.ofMinutes(20);

  private final ShiftedClock clock = new ShiftedClock();

  @Test
  void theGrantsOfAPersonWhoLeavesAreRevokedEverywhereAndErasedFromEveryLog(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    try (DemoSystem demo =
        DemoSystem.start(
            folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()))) {
      demo.system().startBroker("one", clock);
      TokenKey key = TokenKey.personal(DemoSystem.TENANT, "demo", "leaver");
      demo.connect(key);
      List<TokenKey> others = IntStream.range(0, OTHERS).mapToObj(ErasureIT::other).toList();
      others.forEach(demo::connect);
      compactSoon(demo);
      deletes(demo, key);
      assertThat(proof(demo, key).exitCode()).as("while it is known as revoked").isOne();

      clock.shift(LATER);
      await("erased").atMost(COMPACTION).until(() -> proof(demo, key).exitCode() == 3);
      await("compacted away")
          .atMost(COMPACTION)
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () -> {
                // Kafka compacts only what is followed by newer records.
                others.forEach(other -> isRefreshed(demo, other));
                OperatorCommand.Ended proof = proof(demo, key);
                assertThat(proof.exitCode()).as(proof.out()).isEqualTo(3);
                assertThat(proof.out()).contains("erased; ");
                assertThat(proof.out())
                    .containsPattern(TOKEN_EVENTS + " +0 ")
                    .containsPattern(TOKENS_CHANGELOG + " +0 ")
                    .containsPattern(DUE_CHANGELOG + " +0 ");
              });
    }
  }

  private static void deletes(DemoSystem demo, TokenKey key) {
    String[] selection = {"grants", "delete", "--tenant", DemoSystem.TENANT, "--user", "leaver"};
    OperatorCommand.Ended dry = demo.system().operator().run(with(selection, "--dry-run"));
    assertThat(dry.out()).contains(key.toString());
    assertThat(status(demo, key)).isInstanceOf(TokenStatus.Usable.class);

    OperatorCommand.Ended deleted =
        demo.system().operator().run(with(selection, "--erase", "--yes"));
    assertThat(deleted.exitCode()).as(deleted.toString()).isZero();
    await("the runner knows")
        .atMost(COMPACTION)
        .until(() -> status(demo, key) instanceof TokenStatus.Revoked);
    await("the provider knows").atMost(COMPACTION).until(() -> demo.provider().revocations() == 1);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static OperatorCommand.Ended proof(DemoSystem demo, TokenKey key) {
    return demo.system().operator().run("grants", "prove-erasure", key.toString());
  }

  private static TokenStatus status(DemoSystem demo, TokenKey key) {
    return demo.system().tokens(DemoSystem.TENANT).status(key);
  }

  private static TokenKey other(int number) {
    return TokenKey.personal(DemoSystem.TENANT, "demo", "other-" + number);
  }

  /** A newer token is on its way, and with it newer records. */
  private static void isRefreshed(DemoSystem demo, TokenKey key) {
    TokenClient runner = demo.system().tokens(DemoSystem.TENANT);
    runner.get(key).ifPresent(runner::reportRejected);
  }

  /** So that compaction is a matter of seconds. */
  private static void compactSoon(DemoSystem demo) {
    demo.system()
        .configure(
            List.of(TOKEN_EVENTS, TOKENS_CHANGELOG, DUE_CHANGELOG),
            Map.of(
                "segment.ms", "1000",
                "max.compaction.lag.ms", "1000",
                "min.cleanable.dirty.ratio", "0.01",
                "delete.retention.ms", "100"));
  }
}
