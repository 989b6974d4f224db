// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens rarely and has to be right all the same. */
class OddCasesTest {
  private final Story story = new Story();

  @Test
  void aSuccessWithoutATokenIsASuccessThatNobodyKnows() {
    story.with(new RefreshReplay.Safe()).refreshing();
    story.succeeds(story.refresh());

    assertThat(story.audited()).containsExactly("refresh_outcome_unknown");
    assertThat(story.active().trouble().lastError()).contains("outcome_unknown");
  }

  @Test
  void anExchangesSuccessWithoutATokenEndsUnknown() {
    story.starts("a").comesBack("a").succeeds(story.exchange());

    assertThat(story.failure("a")).isEqualTo("outcome_unknown");
  }

  @Test
  void theWaitOfAReplayGrowsWithEveryLossAndWithEveryFailure() {
    story.with(new RefreshReplay.Grace(Duration.ofHours(2))).refreshing();
    for (int i = 1; i <= 5; i++) {
      story.isLost(story.refresh());
      assertThat(story.active().trouble().failures()).isEqualTo(2 * i - 1);
      story.passesUntil(later(story));
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      assertThat(story.active().trouble().failures()).isEqualTo(2 * i);
      story.passesUntil(later(story));
    }
  }

  @Test
  void theWaitOfALastTryGrowsWithItsFailures() {
    story.refreshing().isLost(story.refresh());
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    story.passesUntil(later(story));
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_502");

    assertThat(story.active().trouble())
        .isInstanceOfSatisfying(
            Trouble.LastTry.class,
            trouble -> {
              assertThat(trouble.failures()).isEqualTo(2);
              assertThat(trouble.error()).isEqualTo("http_502");
            });
  }

  @Test
  void aDescriptionSaysSinceWhenAndWhyWhileNobodyKnows() {
    Instant since = story.refreshing().now();
    story.isLost(story.refresh());
    assertDescribed(since, "outcome_unknown");

    Story replaying = new Story().with(new RefreshReplay.Grace(Duration.ofHours(2)));
    Instant lostAt = replaying.refreshing().now();
    replaying.isLost(replaying.refresh());
    replaying.when(new Input.DescribeRequested("c", "ops"));
    Effect.Description description =
        replaying.theOnly(Effect.AnswerDescription.class).description();
    assertThat(description.lastError()).contains("outcome_unknown");
    assertThat(description.failingSince()).contains(lostAt);
  }

  private void assertDescribed(Instant since, String error) {
    story.when(new Input.DescribeRequested("c", "ops"));
    Effect.Description description = story.theOnly(Effect.AnswerDescription.class).description();
    assertThat(description.lastError()).contains(error);
    assertThat(description.failingSince()).contains(since);
  }

  @Test
  void aDescriptionSaysThatARevocationIsUnderWayAndWhatForAndThenThatItIsNot() {
    story.authorized().passes(Duration.ofMinutes(1)).isRevoked();
    Effect.Description during = story.theOnly(Effect.AnswerDescription.class).description();
    assertThat(during.callInFlight()).isTrue();
    assertThat(during.reason()).contains("user_request");

    story.fails(story.revocation(), FailureClass.TRANSIENT, "http_503");
    story.when(new Input.DescribeRequested("c", "ops"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().callInFlight())
        .isFalse();
  }

  @Test
  void aDescriptionSaysWhyAPersonIsNeeded() {
    story.refreshing().fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.when(new Input.DescribeRequested("c", "ops"));

    assertThat(story.theOnly(Effect.AnswerDescription.class).description().reason())
        .contains("invalid_grant");
  }

  @Test
  void aTokenRequestThatComesToItsTurnTooLateIsGivenUp() {
    story.starts("a").comesBack("a");
    story.isNotSent(story.exchange(), Optional.of(Duration.ofMinutes(5)));
    story.isDownFor(Duration.ofMinutes(11));

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void whatAnEndedImportsLostCallsBringLaterCounts() {
    story.with(new RefreshReplay.Safe());
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(Duration.ofSeconds(2));
    Effect.CallProvider second = story.refresh();
    story.isLost(second).passes(Duration.ofSeconds(3));
    story.succeeds(story.refresh(), Story.tokens("at-3", "rt-3"));
    assertThat(story.grant().unknownAttempts())
        .extracting(UnknownAttempt::attemptId)
        .containsExactlyInAnyOrder(first.attemptId(), second.attemptId());

    story.succeeds(first, story.now().minusSeconds(10), Story.tokens("at-1", "rt-1"));
    assertThat(story.active().current().refreshTokens())
        .containsExactly(Secret.of("rt-3"), Secret.of("rt-1"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-3"));
  }

  @Test
  void aFailureOfALostImportCallWhileAnotherIsUnderWayChangesNothing() {
    story.with(new RefreshReplay.Safe());
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(Duration.ofSeconds(2));
    Grant before = story.grant();
    story.fails(first, FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.audited()).containsExactly("result_ignored");
  }

  @Test
  void aLateReplyOfAnImportThatIsNotWantedAnyMoreIsRevoked() {
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(Duration.ofSeconds(2));
    story.isLost(story.refresh()).passes(Duration.ofSeconds(1));
    story.authorized("b", Story.tokens("at-b", "rt-b"));
    story.succeeds(first, Story.tokens("at-1", "rt-1"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void anImportsAccessTokenKeepsTheRefreshTokenAliveAsToldAndNotLongerThanThat() {
    Instant dies = story.now().plus(Duration.ofDays(20));
    story.with(new TestPolicy().onDemand(true).build());
    story.when(importOf(Optional.of(dies)));
    assertThat(story.refreshAt()).isBefore(dies).isAfter(story.now().plus(Duration.ofDays(10)));

    Story past = new Story().with(new TestPolicy().onDemand(true).build());
    past.when(importOf(Optional.of(past.now().minusSeconds(1))));
    assertThat(past.active().refresh()).isEqualTo(new CallSlot.Unplanned());
  }

  private static Input importOf(Optional<Instant> refreshTokenExpiresAt) {
    return new Input.ImportRequested(
        "i",
        7,
        Optional.of(Secret.of("at-0")),
        Optional.of(Secret.of("rt-0")),
        Optional.empty(),
        refreshTokenExpiresAt,
        List.of(),
        Optional.empty(),
        false,
        "ops",
        Story.START);
  }

  @Test
  void aRefreshTokenThatTheResponseRepeatsIsNotKeptTwice() {
    story.refreshing().succeeds(story.refresh(), Story.tokens("at-2", "rt-1"));

    assertThat(story.active().current().refreshTokens()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void aRefreshTokenInReserveThatTheProviderNamesAgainComesFirstOnce() {
    Renewal.ByRefreshToken renewal =
        new Renewal.ByRefreshToken(
            Secret.of("a"),
            List.of(Secret.of("b"), Secret.of("c")),
            Optional.empty(),
            Optional.empty());

    assertThat(renewal.withFirst(Secret.of("c")).alternates()).containsExactly(Secret.of("b"));
    assertThat(renewal.behind(Secret.of("c")).alternates())
        .containsExactly(Secret.of("a"), Secret.of("b"));
  }

  @Test
  void twoRefreshesInOneMinuteTellNothingAboutTheGrantsEnd() {
    Duration life = Duration.ofDays(30);
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), life));
    story.passes(Duration.ofSeconds(20)).needsNewer(story.version());
    story.succeeds(
        story.refresh(),
        Story.withRefreshTokenLifetime("at-2", Optional.of("rt-2"), life.minusSeconds(20)));

    assertThat(story.active().ending()).isEqualTo(Ending.none());
  }

  @Test
  void anEndThatIsKnownStaysKnownOverTwoRefreshesInOneMinute() {
    Duration life = Duration.ofDays(30);
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), life));
    countDown(life, Duration.ofMinutes(5));
    assertThat(story.active().ending().at()).contains(Story.START.plus(life));

    countDown(life, Duration.ofSeconds(30));
    assertThat(story.active().ending().at()).contains(Story.START.plus(life));
  }

  private void countDown(Duration life, Duration passing) {
    story.passes(passing).needsNewer(story.version());
    Duration left = life.minus(Duration.between(Story.START, story.now()));
    story.succeeds(story.refresh(), Story.withRefreshTokenLifetime("at", Optional.of("rt"), left));
  }

  @Test
  void aRefreshTokenThatEndsAnywayIsNotUsedToKeepItAlive() {
    Duration life = Duration.ofDays(30);
    story.with(new TestPolicy().onDemand(true).build()).starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), life));
    countDown(life, Duration.ofMinutes(5));

    assertThat(story.active().refresh()).isEqualTo(new CallSlot.Unplanned());
  }

  @Test
  void aLifetimeOfNothingIsNotTheLastKnownOne() {
    story.authorized("a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ZERO)));
    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.response("at-2", Optional.of("rt-2"), Optional.empty()));

    assertThat(story.active().current().lifetime())
        .isEqualTo(RefreshTiming.BOUNDED_DEFAULT_LIFETIME);
  }

  @Test
  void revokingAgainToEraseDoesNotTellTheRunnersWhatTheyKnow() {
    Instant first = story.authorized().passes(Duration.ofMinutes(30)).now();
    story.isRevoked();
    story.when(new Input.RevokeRequested("c", "off_boarding", true, "ops", first));

    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.revoked().eraseAt()).isBefore(story.now().plus(Duration.ofHours(1)));
  }

  @Test
  void anUnreadableResultIsTakenForALostRevocation() {
    story.authorized().passes(Duration.ofMinutes(1)).isRevoked();
    story.when(new Input.UnreadableResult());
    assertThat(story.now(Effect.CallProvider.class)).isEmpty();

    story.passes(Duration.ofMinutes(1));
    assertThat(story.tokensRevoked()).hasSize(2);
  }

  @Test
  void theWaitsOfARevocationGrow() {
    story.authorized().passes(Duration.ofMinutes(1)).isRevoked();
    for (int i = 1; i <= 4; i++) {
      story.fails(story.revocation(), FailureClass.TRANSIENT, "http_503");
      assertThat(story.grant().revocations().get(0).failures()).isEqualTo(i);
      story.passesUntil(story.nextLook().orElseThrow());
    }
  }

  @Test
  void whatARefreshBringsForARevokedGrantIsARefreshTokenToTheProvider() {
    story
        .authorized("a", Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)))
        .passes(Duration.ofMinutes(1));
    story.isRevoked();
    assertThat(story.revocation().call()).isEqualTo(new Effect.Revoke(Secret.of("at-1"), false));

    Story refreshed = new Story().refreshing().isRevoked();
    refreshed.succeeds(refreshed.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(refreshed.revocation().call()).isEqualTo(new Effect.Revoke(Secret.of("rt-2"), true));
  }

  @Test
  void attemptsAreNumberedUpwards() {
    story.authorized();
    for (int i = 2; i <= 4; i++) {
      story.passesUntil(story.refreshAt());
      assertThat(story.refresh().attemptId()).endsWith("-" + i);
      story.succeeds(story.refresh(), Story.tokens("at-" + i, "rt-" + i));
    }
  }

  private static Instant later(Story story) {
    return story.active().refresh().nextLook().filter(look -> look.isAfter(story.now())).isPresent()
            && story.active().refresh() instanceof CallSlot.Scheduled
        ? story.refreshAt()
        : story.now();
  }
}
