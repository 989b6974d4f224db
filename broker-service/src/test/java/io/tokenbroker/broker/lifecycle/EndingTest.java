// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A known end is announced ahead, and until then the grant is kept fresh as before. */
class EndingTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant END = Story.START.plus(YEAR);

  private final Story story = new Story();

  @Test
  void aGrantThatEndsWhateverIsDoneIsAnnouncedAWeekAhead() {
    story.with(new TestPolicy().grantLives(Optional.of(YEAR)).build()).authorized();
    refreshUntil(END.minus(WEEK).minusSeconds(1));
    assertThat(story.ever(Effect.PublishReauthorizationRequired.class)).isEmpty();
    TokenVersion before = story.version();

    refreshUntil(END.minus(WEEK).plusSeconds(1));

    Effect.PublishReauthorizationRequired event = announcement();
    assertThat(event.version()).isEqualTo(before.next());
    assertThat(event.reason()).isEqualTo("grant_ends");
    assertThat(event.requiredBy()).contains(END);
    assertThat(event.since()).isEqualTo(END.minus(WEEK));
  }

  @Test
  void anAnnouncedGrantIsKeptFreshAndEveryNewTokenSaysSo() {
    announced();
    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.tokens("at-new", "rt-new"));

    Effect.PublishReauthorizationRequired event =
        story.theOnly(Effect.PublishReauthorizationRequired.class);
    assertThat(event.last().accessToken()).isEqualTo(Secret.of("at-new"));
    assertThat(event.requiredBy()).contains(END);
    assertThat(event.since()).isEqualTo(END.minus(WEEK));
    assertThat(story.audited()).contains("token_refreshed");
  }

  @Test
  void anAnnouncedGrantIsDescribedAsActiveWithItsEndAndTheReason() {
    announced();
    story.when(new Input.DescribeRequested("c-1", "ops"));

    Effect.Description description = story.theOnly(Effect.AnswerDescription.class).description();
    assertThat(description.state()).isEqualTo("active");
    assertThat(description.endsAt()).contains(END);
    assertThat(description.reason()).contains("grant_ends");
  }

  @Test
  void aNewAuthorizationTakesTheAnnouncementBack() {
    announced();
    story.authorized("b", Story.tokens("at-b", "rt-b"));

    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-b"));
    assertThat(story.active().ending().at()).contains(story.now().plus(YEAR));
  }

  @Test
  void theConnectorsNoticeIsKept() {
    story
        .with(new TestPolicy().grantLives(Optional.of(YEAR)).notice(Duration.ofDays(30)).build())
        .authorized();
    refreshUntil(END.minus(Duration.ofDays(30)).minusSeconds(1));
    assertThat(story.ever(Effect.PublishReauthorizationRequired.class)).isEmpty();

    refreshUntil(END.minus(Duration.ofDays(30)).plusSeconds(1));
    assertThat(announcement().requiredBy()).contains(END);
  }

  @Test
  void aTokenThatNothingRenewsIsAnnouncedInItsLastQuarterAndNeedsAPersonWhenItExpires() {
    story.authorized("a", Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));

    story.passes(Duration.ofMinutes(44));
    assertThat(story.ever(Effect.PublishReauthorizationRequired.class)).isEmpty();
    story.passes(Duration.ofMinutes(2));
    assertThat(story.theOnly(Effect.PublishReauthorizationRequired.class).requiredBy())
        .contains(Story.START.plus(Story.LIFETIME));
    story.passes(Duration.ofMinutes(15));
    assertThat(story.reauthorizationRequired().reason()).isEqualTo("no_refresh_token");
    assertThat(announcement().requiredBy()).isEmpty();
  }

  @Test
  void aTokenOfSixtyDaysThatNothingRenewsIsAnnouncedAWeekAhead() {
    Duration life = Duration.ofDays(60);
    story.authorized("a", Story.response("at-1", Optional.empty(), Optional.of(life)));

    story.passesUntil(Story.START.plus(life).minus(WEEK).minusSeconds(1));
    assertThat(story.ever(Effect.PublishReauthorizationRequired.class)).isEmpty();
    story.passes(Duration.ofSeconds(2));
    assertThat(story.ever(Effect.PublishReauthorizationRequired.class)).hasSize(1);
  }

  @Test
  void aRefreshTokensLifetimeThatARefreshDoesNotMoveIsTheGrantsEnd() {
    Duration life = Duration.ofDays(30);
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), life));
    assertThat(story.active().ending()).isEqualTo(Ending.none());

    story.passesUntil(story.refreshAt());
    Duration left = life.minus(Duration.between(Story.START, story.now()));
    story.succeeds(
        story.refresh(), Story.withRefreshTokenLifetime("at-2", Optional.of("rt-2"), left));

    assertThat(story.active().ending().at()).contains(Story.START.plus(life));
  }

  @Test
  void aRefreshTokensLifetimeThatARefreshMovesIsNoEnd() {
    Duration life = Duration.ofDays(30);
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), life));
    for (int i = 0; i < 5; i++) {
      story.passesUntil(story.refreshAt());
      story.succeeds(
          story.refresh(), Story.withRefreshTokenLifetime("at", Optional.of("rt" + i), life));
      assertThat(story.active().ending()).isEqualTo(Ending.none());
    }
  }

  @Test
  void anEndThatTurnsOutToMoveAfterAllIsTakenBack() {
    Duration life = Duration.ofDays(30);
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-1", Optional.of("rt-1"), life));
    story.passesUntil(story.refreshAt());
    Duration left = life.minus(Duration.between(Story.START, story.now()));
    story.succeeds(
        story.refresh(), Story.withRefreshTokenLifetime("at-2", Optional.of("rt-2"), left));
    story.passesUntil(story.refreshAt());
    story.succeeds(
        story.refresh(), Story.withRefreshTokenLifetime("at-3", Optional.of("rt-3"), life));

    assertThat(story.active().ending()).isEqualTo(Ending.none());
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-3"));
  }

  @Test
  void aRunnerMayStillAskForANewerTokenOfAnAnnouncedGrant() {
    announced();
    story.passes(Duration.ofMinutes(1)).needsNewer(story.version());

    assertThat(story.active().refresh()).isInstanceOf(CallSlot.InFlight.class);
  }

  private void announced() {
    story.with(new TestPolicy().grantLives(Optional.of(YEAR)).build()).authorized();
    refreshUntil(END.minus(WEEK).plusSeconds(1));
    assertThat(story.active().ending()).isInstanceOf(Ending.Announced.class);
  }

  private Effect.PublishReauthorizationRequired announcement() {
    var all = story.ever(Effect.PublishReauthorizationRequired.class);
    return all.get(all.size() - 1);
  }

  /** The provider answers every refresh. */
  private void refreshUntil(Instant end) {
    int tokens = 0;
    while (story.active().refresh() instanceof CallSlot.InFlight
        || story.refreshAt().isBefore(end)) {
      if (story.active().refresh() instanceof CallSlot.Scheduled planned) {
        story.passesUntil(planned.at());
      }
      tokens++;
      story.succeeds(
          story.refresh(),
          Story.response(
              "at-n" + tokens, Optional.of("rt-n" + tokens), Optional.of(Duration.ofDays(2))));
    }
    story.passesUntil(end);
  }
}
