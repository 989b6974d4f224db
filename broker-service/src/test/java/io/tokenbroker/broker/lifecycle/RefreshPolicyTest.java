// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a token is refreshed: before it expires, on demand, to keep a refresh token alive. */
class RefreshPolicyTest {
  private static final Duration MONTH = Duration.ofDays(30);

  private final Story story = new Story();

  @Test
  void onDemandNothingIsRefreshedUntilSomebodyAsks() {
    story.with(new TestPolicy().onDemand(true).build()).authorized();

    story.passes(Duration.ofDays(3));
    assertThat(story.calls(Effect.Refresh.class)).isEmpty();
    assertThat(story.nextLook()).isEmpty();

    story.needsNewer(story.version());
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-2"));
    assertThat(story.active().refresh()).isEqualTo(new CallSlot.Unplanned());
  }

  @Test
  void onDemandAFailureIsTriedAgainUntilItSucceeds() {
    story.with(new TestPolicy().onDemand(true).build()).authorized();
    story.passes(Duration.ofHours(2)).needsNewer(story.version());
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");

    story.passesUntil(story.refreshAt());
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void aRefreshTokenThatDiesUnusedIsUsedBefore() {
    story.with(new TestPolicy().onDemand(true).build()).starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), MONTH));

    assertThat(story.refreshAt())
        .isBeforeOrEqualTo(Story.START.plus(MONTH).minus(Duration.ofDays(3)))
        .isAfter(Story.START.plus(MONTH.dividedBy(2)));
    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void theConnectorsWordCountsWhereTheResponseNamesNoLifetimeOfTheRefreshToken() {
    story
        .with(new TestPolicy().onDemand(true).refreshTokenLives(Optional.of(MONTH)).build())
        .authorized();

    assertThat(story.refreshAt()).isBefore(Story.START.plus(MONTH));
  }

  @Test
  void everyUseOfARefreshTokenStartsItsIdleTimeAnew() {
    story.with(new TestPolicy().onDemand(true).build()).starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), MONTH));
    for (int i = 0; i < 20; i++) {
      Instant planned = story.refreshAt();
      story.passesUntil(planned);
      story.succeeds(
          story.refresh(),
          i % 2 == 0
              ? Story.withRefreshTokenLifetime("at", Optional.of("rt-" + i), MONTH)
              : Story.tokens("at", "rt-" + i));
      assertThat(story.refreshAt()).isAfter(planned.plus(MONTH.dividedBy(2)));
    }
    assertThat(story.active().ending()).isEqualTo(Ending.none());
  }

  @Test
  void theEarlierOfExpiryAndIdleTimeDecides() {
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), MONTH));

    assertThat(story.refreshAt()).isBefore(Story.START.plus(Story.LIFETIME));
  }

  @Test
  void aProviderThatRefusesAnEarlyRefreshIsNotAskedBeforeTheMarginByAnybody() {
    Duration margin = Duration.ofSeconds(30);
    story
        .with(new TestPolicy().earlyRefused(true).margin(Optional.of(margin)).build())
        .authorized("a", Story.response("at-1", Optional.of("rt-1"), tenMinutes()));
    Instant earliest = Story.START.plus(Duration.ofMinutes(10)).minus(margin);

    story.passes(Duration.ofMinutes(1)).needsNewer(story.version());
    story.passesUntil(earliest.minusMillis(1));
    assertThat(story.calls(Effect.Refresh.class)).isEmpty();

    story.passes(Duration.ofSeconds(4));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void theMarginOfAShortLivedTokenIsHalfItsLife() {
    story.authorized("a", Story.response("at-1", Optional.of("rt-1"), tenMinutes()));

    assertThat(story.refreshAt())
        .isBeforeOrEqualTo(Story.START.plus(Duration.ofMinutes(5)))
        .isAfter(Story.START.plus(Duration.ofMinutes(4)));
  }

  @Test
  void aKeepAliveThatFailedForAWeekendIsStillInTime() {
    story.with(new TestPolicy().onDemand(true).build()).starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), MONTH));
    Instant first = story.refreshAt();
    story.passesUntil(first);
    while (story.now().isBefore(first.plus(Duration.ofDays(2)))) {
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      story.passesUntil(story.refreshAt());
    }

    assertThat(story.now()).isBefore(Story.START.plus(MONTH));
    assertThat(story.active().refresh()).isInstanceOf(CallSlot.InFlight.class);
  }

  @Test
  void aRefreshTokenThatHasDiedOfNotBeingUsedIsNotTriedOverAndOver() {
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(),
        Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), Duration.ofMinutes(20)));
    // The broker was away.
    story.isDownFor(Duration.ofHours(2));
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
    assertThat(story.reauthorizationRequired().reason()).isEqualTo("invalid_grant");
  }

  private static Optional<Duration> tenMinutes() {
    return Optional.of(Duration.ofMinutes(10));
  }
}
