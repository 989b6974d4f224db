// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks of callers, gateways and runners that are five minutes off do no harm. */
class ClockSkewTest {
  private static final Duration RUNNERS_SKEW = Duration.ofMinutes(5);

  private final Story story = new Story();

  @ParameterizedTest
  @ValueSource(ints = {-300, -30, 0, 30, 300})
  void theCallersClockDecidesNothing(int skewSeconds) {
    story.starts("a").comesBack("a");
    Effect.CallProvider exchange = story.exchange();
    Instant requestedAt = story.now();
    story.passes(Duration.ofSeconds(1));
    story.succeeds(exchange, requestedAt.plusSeconds(skewSeconds), Story.tokens("at-1", "rt-1"));

    assertThat(story.active().current().issuedAt()).isBetween(requestedAt, story.now());

    story.passesUntil(story.refreshAt());
    Instant refreshRequestedAt = story.now();
    story.passes(Duration.ofSeconds(1));
    story.succeeds(
        story.refresh(), story.now().plusSeconds(skewSeconds), Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().issuedAt()).isBetween(refreshRequestedAt, story.now());
  }

  @ParameterizedTest
  @ValueSource(ints = {-300, 300})
  void aRunnerWhoseClockIsOffAlwaysHoldsATokenThatItTakesForValid(int skewSeconds) {
    story.authorized();
    Instant expiry = story.active().current().expiresAt();

    assertThat(story.refreshAt())
        .as("the newer token is there before such a runner drops the older one")
        .isBefore(expiry.minus(RUNNERS_SKEW))
        .isBefore(expiry.plusSeconds(skewSeconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {-300, 300})
  void aGatewayWhoseClockIsOffStartsAuthorizationsThatWork(int skewSeconds) {
    story.startsAt("a", story.now().plusSeconds(skewSeconds));
    story.passes(Duration.ofMinutes(9)).comesBack("a");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(story.active().current().expiresAt()).isEqualTo(story.now().plus(Story.LIFETIME));
  }

  @ParameterizedTest
  @ValueSource(ints = {-300, 300})
  void anUnknownCallsReplayEndsByOurOwnClock(int skewSeconds) {
    story.with(new ConnectorPolicy.RefreshReplay.Grace(Duration.ofSeconds(60))).refreshing();
    Instant requestedAt = story.now();
    story.when(
        new Input.CallUnknown(
            story.refresh().attemptId(), story.now().plusSeconds(skewSeconds), "no_reply"));

    assertThat(story.refresh().notAfter())
        .isAfter(requestedAt)
        .isBeforeOrEqualTo(requestedAt.plusSeconds(60));
  }
}
