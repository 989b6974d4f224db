// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.store.GrantStore;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyMetersTest {
  private static final TokenKey ALICE = TokenKey.personal("acme", "github", "alice");
  private static final TokenKey BOB = TokenKey.personal("acme", "github", "bob");
  private static final Duration TICK = Duration.ofMillis(100);

  private TopologyBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    bench = new TopologyBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void grantsAreCountedByTheirStateAsTheyChange() {
    bench.passes(TICK);
    assertThat(bench.measured(Metric.GRANTS_COUNTING)).isZero();
    bench.starts(BOB, "b");
    bench.authorized(ALICE, "a");

    assertThat(grants("pending")).isEqualTo(1);
    assertThat(grants("active")).isEqualTo(1);

    bench.comesBack(BOB, "b");
    bench.succeeds(BOB, bench.request(), "at-2", "rt-2");

    assertThat(grants("pending")).isZero();
    assertThat(grants("active")).isEqualTo(2);
    assertThat(bench.measured(Metric.AUTHORIZATIONS, "outcome", "succeeded")).isEqualTo(2);
  }

  @Test
  void aNewOwnerCountsWhatItFindsWhileGrantsGoOnChanging() {
    IntStream.range(100, 700)
        .mapToObj(i -> TokenKey.personal("acme", "github", "user-" + i))
        .forEach(key -> bench.starts(key, "a-" + key.owner().user().orElseThrow()));
    GrantStore stored = bench.stored();
    GrantCensus census = new GrantCensus(stored);
    census.goOn();
    assertThat(census.isComplete()).isFalse();
    assertThat(census.count(GrantState.PENDING)).isBetween(1L, 599L);

    forget(stored, census, TokenKey.personal("acme", "github", "user-100"));
    forget(stored, census, TokenKey.personal("acme", "github", "user-699"));
    IntStream.range(0, 10).forEach(i -> census.goOn());

    assertThat(census.isComplete()).isTrue();
    assertThat(census.count(GrantState.PENDING)).isEqualTo(598);
  }

  @Test
  void aTokenThatIsRenewedAfterItsExpiryIsCountedAsLate() {
    bench.authorized(ALICE, "a");
    bench.passes(TopologyBench.LIFETIME.plusSeconds(1));
    ProviderRequest late = bench.request();
    bench.succeeds(ALICE, late, "at-2", "rt-2");

    assertThat(bench.measured(Metric.REFRESHES, "time", "after_expiry")).isEqualTo(1);
    assertThat(bench.measured(Metric.REFRESHES, "time", "in_time")).isZero();
  }

  @Test
  void whatIsDueShowsAsBacklogAndLagUntilItIsLookedAt() {
    bench.authorized(ALICE, "a");
    bench.passes(TICK);
    assertThat(bench.measured(Metric.DUE_BACKLOG)).isZero();
    assertThat(bench.measured(Metric.DUE_LAG)).isZero();
    bench.passes(TopologyBench.LIFETIME);
    assertThat(bench.measured(Metric.DUE_BACKLOG)).isLessThanOrEqualTo(1);
  }

  @Test
  void aRecordThatCanNotBeReadIsCountedByItsTopic() {
    bench.sendsBytes(Topic.TOKEN_COMMANDS, ALICE.toString(), Optional.of(new byte[] {9, 9}));
    bench.sendsBytes(Topic.PROVIDER_RESULTS, ALICE.toString(), Optional.of(new byte[] {9, 9}));

    assertThat(bench.measured(Metric.DEAD_LETTERS, "topic", "token-commands")).isEqualTo(1);
    assertThat(bench.measured(Metric.DEAD_LETTERS, "topic", "provider-results")).isEqualTo(1);
    assertThat(bench.measured(Metric.UNREADABLE_RESULTS)).isEqualTo(1);
  }

  @Test
  void aReasonThatAStrangerMadeUpIsNoLabel() {
    assertThat(Reasons.label("access_denied")).isEqualTo("access_denied");
    assertThat(Reasons.label("x-" + ErrorClass.TRANSIENT)).isEqualTo("other");
  }

  private void forget(GrantStore stored, GrantCensus census, TokenKey key) {
    Optional<Grant> before = stored.read(key);
    stored.write(key, before, Optional.empty());
    census.changed(key, before, Optional.empty());
  }

  private double grants(String state) {
    return bench.measured(Metric.GRANTS, "state", state);
  }
}
