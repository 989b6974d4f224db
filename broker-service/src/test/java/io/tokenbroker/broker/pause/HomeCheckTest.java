// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.pause;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.control.Home;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HomeCheckTest {
  private static final String HERE = "cluster-1";

  @Test
  void atHomeNothingIsHeldBack() {
    assertThat(check(StartPaused.RESTORED).obstacle(home(HERE, 1))).isEmpty();
  }

  @Test
  void inAnotherClusterAllIsHeldBackUntilThatIsAdopted() {
    assertThat(check(StartPaused.RESTORED).obstacle(home("cluster-2", 1)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("cluster-2", HERE));
    assertThat(check(StartPaused.RESTORED).obstacle(home(HERE, 2))).isEmpty();
  }

  @Test
  void grantsWithoutAHomeAreACopyOfWhichTheHomeWasLeftBehind() {
    assertThat(check(StartPaused.RESTORED).obstacle(Optional.empty())).isPresent();
  }

  @Test
  void whoeverStartsPausedAlwaysWaitsForAnAdoptionAfterItsStart() {
    assertThat(check(StartPaused.ALWAYS).obstacle(home(HERE, 1))).isPresent();
    assertThat(check(StartPaused.ALWAYS).obstacle(home(HERE, 2))).isEmpty();
    assertThat(check(StartPaused.ALWAYS).obstacle(home("cluster-2", 2))).isPresent();
  }

  @Test
  void whoeverNeverStartsPausedLooksAtNoHome() {
    assertThat(check(StartPaused.NEVER).obstacle(home("cluster-2", 1))).isEmpty();
    assertThat(check(StartPaused.NEVER).obstacle(Optional.empty())).isEmpty();
  }

  private static HomeCheck check(StartPaused rule) {
    return new HomeCheck(rule, HERE, 1);
  }

  private static Optional<Home> home(String clusterId, long epoch) {
    return Optional.of(new Home(clusterId, epoch, "operator:ann", Instant.EPOCH));
  }
}
