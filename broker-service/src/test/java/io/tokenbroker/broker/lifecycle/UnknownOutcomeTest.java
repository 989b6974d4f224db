// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A refresh that was sent and whose answer nobody has. */
class UnknownOutcomeTest {
  private static final RefreshReplay.Grace GRACE = new RefreshReplay.Grace(Duration.ofSeconds(30));

  private final Story story = new Story();

  @Test
  void aReusableRefreshTokenIsTriedAgainWithBackOff() {
    story.with(new RefreshReplay.Safe()).refreshing();
    for (int i = 0; i < 5; i++) {
      story.isLost(story.refresh());
      assertThat(story.refreshAt()).isAfter(story.now());
      story.passesUntil(story.refreshAt());
    }

    assertThat(story.refreshTokensSent()).hasSize(6).containsOnly(Secret.of("rt-1"));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
  }

  @Test
  void withinItsGraceWindowAUsedRefreshTokenIsTriedAgainAtOnceAndNotLater() {
    story.with(GRACE).refreshing();
    Instant sentAt = story.now();

    story.isLost(story.refresh());

    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
    assertThat(story.refresh().notAfter()).isEqualTo(sentAt.plusSeconds(28));
  }

  @Test
  void theGraceWindowCountsFromTheFirstUseHoweverManyReplaysAreLost() {
    story.with(GRACE).refreshing();
    Instant sentAt = story.now();
    for (int i = 0; i < 3; i++) {
      story.passes(Duration.ofSeconds(2)).isLost(story.refresh());
      story.passesUntil(laterOf(story.now(), story.active().refresh()));
      assertThat(story.refresh().notAfter()).isBeforeOrEqualTo(sentAt.plusSeconds(30));
    }
  }

  @Test
  void afterItsGraceWindowAUsedRefreshTokenWaitsForTheLastTry() {
    story.with(GRACE).refreshing().passes(Duration.ofSeconds(29));
    story.when(
        new Input.CallUnknown(
            story.refresh().attemptId(), story.now().minusSeconds(29), "owner_lost"));

    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
    assertThat(story.refreshAt()).isEqualTo(story.active().current().expiresAt());
  }

  @Test
  void aReplayThatSucceedsWithinTheGraceWindowEndsTheTrouble() {
    story.with(GRACE).refreshing().isLost(story.refresh());
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().trouble()).isEqualTo(Trouble.none());
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-2"));
  }

  @Test
  void aReplayThatIsRefusedNeedsAPersonAndSaysWhy() {
    story.with(GRACE).refreshing().isLost(story.refresh());
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.reauthorizationRequired().reason()).isEqualTo("refresh_outcome_unknown");
  }

  @Test
  void aStrictlyRotatedTokenIsUsedToItsEndAndThenTriedOnceMore() {
    story.refreshing().isLost(story.refresh());

    Instant expiry = story.active().current().expiresAt();
    story.passesUntil(expiry.minusMillis(1));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
    assertThat(story.now(Effect.Publish.class)).isEmpty();

    story.passes(Duration.ofMillis(1));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void theLastTrySucceeds() {
    story.refreshing().isLost(story.refresh());
    story.passesUntil(story.refreshAt()).succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
    assertThat(story.active().trouble()).isEqualTo(Trouble.none());
  }

  @Test
  void theLastTryIsRefused() {
    story.refreshing().isLost(story.refresh());
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.reauthorizationRequired().reason()).isEqualTo("refresh_outcome_unknown");
  }

  @Test
  void theLastTryIsLostTooAndThereIsNoOtherAfterIt() {
    story.refreshing().isLost(story.refresh());
    story.passesUntil(story.refreshAt()).isLost(story.refresh());

    assertThat(story.reauthorizationRequired().reason()).isEqualTo("refresh_outcome_unknown");
    story.passes(Duration.ofDays(30));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void aLastTryThatAProvidersTroublePreventsIsStillTheLastTry() {
    story.refreshing().isLost(story.refresh());
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    story.passesUntil(story.refreshAt()).isLost(story.refresh());

    assertThat(story.reauthorizationRequired().reason()).isEqualTo("refresh_outcome_unknown");
  }

  @Test
  void aRunnersRequestBringsTheLastTryForward() {
    story.refreshing().isLost(story.refresh());

    story.passes(Duration.ofSeconds(20)).needsNewer(story.version());
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void aLateSuccessWhileNothingIsInFlightIsPublished() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    TokenVersion before = story.version();
    Instant sentAt = story.now();
    story.isLost(lost).passes(Duration.ofMinutes(1));

    story.succeeds(lost, sentAt, Story.tokens("at-2", "rt-2"));

    assertThat(story.theOnly(Effect.PublishToken.class).version()).isEqualTo(before.next());
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-2"));
    assertThat(story.active().trouble()).isEqualTo(Trouble.none());
    assertThat(story.audited()).contains("late_success_kept");
  }

  @Test
  void aLateSuccessWhileAReplayIsInFlightIsPublishedAndItsRefreshTokenIsKeptInReserve() {
    story.with(GRACE).refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost);
    Effect.CallProvider replay = story.refresh();

    story.succeeds(lost, story.now(), Story.tokens("at-late", "rt-late"));
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-late"));
    assertThat(story.active().refresh().awaits(replay.attemptId())).isTrue();

    story.fails(replay, FailureClass.REAUTHORIZE, "invalid_grant");
    assertThat(story.refreshTokensSent())
        .containsExactly(Secret.of("rt-1"), Secret.of("rt-1"), Secret.of("rt-late"));
  }

  @Test
  void twoSuccessesOfOneRefreshTokenAreBothKept() {
    story.with(GRACE).refreshing();
    Effect.CallProvider lost = story.refresh();
    Instant sentAt = story.now();
    story.isLost(lost).passes(Duration.ofSeconds(1));
    story.succeeds(story.refresh(), Story.tokens("at-replay", "rt-replay"));
    TokenVersion version = story.version();

    story.succeeds(lost, sentAt, Story.tokens("at-late", "rt-late"));

    assertThat(story.version()).isEqualTo(version);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-replay"));
    assertThat(alternates(story)).containsExactly(Secret.of("rt-late"));

    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    assertThat(story.refreshTokensSent()).endsWith(Secret.of("rt-replay"), Secret.of("rt-late"));
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    assertThat(story.reauthorizationRequired().reason()).isEqualTo("invalid_grant");
  }

  @Test
  void aLateSuccessCountsOnce() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).succeeds(lost, Story.tokens("at-2", "rt-2"));
    Grant before = story.grant();

    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.audited()).containsExactly("result_ignored");
  }

  @Test
  void aLateSuccessRevivesAGrantThatNeededAPerson() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).passesUntil(story.refreshAt()).isLost(story.refresh());
    assertThat(story.reauthorizationRequired()).isNotNull();
    TokenVersion before = story.version();

    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.theOnly(Effect.PublishToken.class).version()).isEqualTo(before.next());
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-2"));
  }

  @Test
  void aLateSuccessAfterTheRevocationIsRevokedToo() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).isRevoked();
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));

    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.revoked().reason()).isEqualTo("user_request");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"), Secret.of("rt-2"));
  }

  @Test
  void aLateSuccessOfTheGenerationBeforeDoesNotCount() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).authorized("b", Story.tokens("at-b", "rt-b"));

    story.succeeds(lost, Story.tokens("at-old", "rt-old"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
    assertThat(alternates(story)).isEmpty();
  }

  @Test
  void aLateFailureOfALostRefreshIsIgnored() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost);
    Grant before = story.grant();

    story.fails(lost, FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.grant()).isEqualTo(before);
  }

  @Test
  void onlyTheLastFourLostRefreshesAreRemembered() {
    story.with(new RefreshReplay.Safe()).refreshing();
    for (int i = 0; i < 9; i++) {
      story.isLost(story.refresh()).passesUntil(story.refreshAt());
    }

    assertThat(story.grant().unknownAttempts()).hasSize(Grant.MAX_UNKNOWN_ATTEMPTS);
  }

  private static Instant laterOf(Instant now, CallSlot slot) {
    return slot instanceof CallSlot.Scheduled planned && planned.at().isAfter(now)
        ? planned.at()
        : now;
  }

  @Test
  void nothingIsDueAnyMoreAfterTheGraceWindowOfAnExpiredTokenHasClosed() {
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(1))).refreshing();
    story.passesUntil(story.active().current().expiresAt().plusSeconds(1));

    story.isLost(story.refresh());

    assertThat(story.nextLook()).hasValueSatisfying(look -> assertThat(look).isAfter(story.now()));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void replaysThatAreLostAtOnceBackOffWithinTheGraceWindow() {
    story.with(new RefreshReplay.Grace(Duration.ofMinutes(30))).refreshing();
    Instant start = story.now();
    int calls = 0;
    while (story.now().isBefore(start.plus(Duration.ofMinutes(30)))) {
      if (story.active().refresh() instanceof CallSlot.InFlight) {
        story.passes(Duration.ofMillis(5)).isLost(story.refresh());
      } else {
        story.passesUntil(story.refreshAt());
      }
      assertThat(calls++).isLessThan(200);
    }
  }

  @Test
  void aLostLastTryDoesNotThrowAwayTheRefreshTokenOfALateSuccess() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).passesUntil(story.refreshAt());
    Effect.CallProvider lastTry = story.refresh();
    story.succeeds(lost, story.now(), Story.tokens("at-late", "rt-late"));

    story.isLost(lastTry);

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-late"));
    story.passes(Story.LIFETIME);
    assertThat(story.refreshTokensSent()).endsWith(Secret.of("rt-late"));
  }

  @Test
  void aRefreshThatTheRevocationWaitedForAndThatWasLostIsRevokedWhenItTurnsUp() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isRevoked().isLost(lost);
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));

    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"), Secret.of("rt-2"));
    assertThat(story.now(Effect.Publish.class)).isEmpty();
  }

  private static List<Secret> alternates(Story story) {
    List<Secret> all = story.active().current().refreshTokens();
    return all.subList(1, all.size());
  }
}
