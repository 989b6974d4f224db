// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.broker.store.GrantCodec;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attacks that once succeeded: replays, reorderings, odd clocks, absurd times, hostile files. */
class AttackTest {
  private final Story story = new Story();

  private static Secret s(String text) {
    return Secret.of(text);
  }

  @Test
  void lateReplyOfACancelledImportDoesNotBringAnErasedGrantBack() {
    story.authorized().passes(Duration.ofMinutes(30));
    story.isImported("i", Optional.empty(), Optional.of("rt-x"), Optional.empty(), true);
    Effect.CallProvider call = story.refresh();
    story.isErased().succeeds(story.revocation());
    story.passes(Duration.ofMinutes(2));
    story.isLost(call).passes(Duration.ofSeconds(30));
    story.succeeds(call, Story.tokens("at-x2", "rt-x2"));

    assertThat(story.now(Effect.PublishToken.class)).isEmpty();
    assertThat(story.state().map(Grant::credential).orElse(new Credential.Absent()))
        .isNotInstanceOf(Credential.Active.class);
  }

  @Test
  void lateReplyOfALostReauthorizationDoesNotRevokeTheWholeLivingGrant() {
    story.with(new TestPolicy().wholeGrant(true).build()).authorized();
    story.starts("b").comesBack("b");
    Effect.CallProvider exchange = story.exchange();
    story.isLost(exchange);
    story.succeeds(exchange, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshToken()).contains(s("rt-1"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void twoImportsOfOneRefreshTokenAreNotInFlightTogether() {
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    story.isImported("j", Optional.empty(), Optional.of("rt-0"));

    assertThat(story.refreshTokensSent()).containsExactly(s("rt-0"));
  }

  @Test
  void anImportOfTheRefreshTokenInFlightIsNotSentBesideIt() {
    story.refreshing();
    story.isImported("i", Optional.empty(), Optional.of("rt-1"), Optional.empty(), true);

    assertThat(story.refreshTokensSent()).containsExactly(s("rt-1"));
  }

  @Test
  void anImportOfTheRefreshTokenInFlightDoesNotLoseWhatTheRefreshBrings() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isImported(
        "i",
        Optional.of("at-x"),
        Optional.of("rt-1"),
        Optional.of(story.now().plus(Duration.ofHours(1))),
        true);
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshTokens()).contains(s("rt-2"));
  }

  @Test
  void aRefreshTokenThatALateReplyShowsAsUsedIsNotSentAgainAfterNotSent() {
    story.refreshing();
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passesUntil(story.active().current().expiresAt());
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, Story.tokens("at-2", "rt-2"));
    story.isNotSent(second, Optional.empty()).passes(Duration.ofMinutes(5));

    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void likewiseAfterAProvidersTrouble() {
    story.refreshing();
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passesUntil(story.active().current().expiresAt());
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, Story.tokens("at-2", "rt-2"));
    story.fails(second, FailureClass.TRANSIENT, "http_503").passes(Duration.ofMinutes(5));

    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void likewiseAfterTheGraceWindow() {
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(60))).refreshing();
    Effect.CallProvider first = story.refresh();
    story.isLost(first);
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, Story.tokens("at-2", "rt-2"));
    story.isNotSent(second, Optional.of(Duration.ofMinutes(5))).passes(Duration.ofHours(2));

    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void aLostLastTryDoesNotSendATokenAgainThatIsKnownToBeUsed() {
    story.refreshing();
    Effect.CallProvider first = story.refresh();
    story.isLost(first);
    story.succeeds(first, Story.tokens("at-2", "rt-2"));
    story.passesUntil(story.refreshAt());
    story.isLost(story.refresh()).passesUntil(story.active().current().expiresAt());
    story.isLost(story.refresh());

    assertThat(Collections.frequency(story.refreshTokensSent(), s("rt-1")))
        .as("how often rt-1 was sent: %s", story.calls(Effect.Refresh.class).size())
        .isEqualTo(1);
  }

  @Test
  void aLateSuccessWithoutARefreshTokenKeepsTheOneThatWasUsed() {
    story.refreshing();
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passesUntil(story.active().current().expiresAt());
    story.isLost(story.refresh());
    story.succeeds(first, Story.response("at-2", Optional.empty(), Optional.of(Story.LIFETIME)));

    assertThat(story.active().current().refreshToken()).contains(s("rt-1"));
  }

  @Test
  void aRefreshTokenOfUnknownFateIsRevokedWithItsGrant() {
    story.refreshing();
    story.isLost(story.refresh()).passesUntil(story.active().current().expiresAt());
    story.isLost(story.refresh());
    story.reauthorizationRequired();
    story.isRevoked();

    assertThat(story.tokensRevoked()).contains(s("rt-1"));
  }

  @Test
  void anImportedRefreshTokenThatNeverDiesDoesNotMakeTheGrantUnwritable() {
    story.when(
        new Input.ImportRequested(
            "i",
            7,
            Optional.of(s("at-0")),
            Optional.of(s("rt-0")),
            Optional.empty(),
            Optional.of(Instant.ofEpochMilli(Long.MAX_VALUE)),
            List.of(),
            Optional.empty(),
            false,
            "ops",
            story.now()));
    assertThatCode(() -> new GrantCodec().encode(story.grant())).doesNotThrowAnyException();
    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.tokens("at-1", "rt-1"));

    assertThatCode(() -> new GrantCodec().encode(story.grant())).doesNotThrowAnyException();
  }

  @Test
  void anImportedRefreshTokenThatEndsAtTheEndOfTimeIsNoError() {
    assertThatCode(
            () ->
                story.when(
                    new Input.ImportRequested(
                        "i",
                        7,
                        Optional.of(s("at-0")),
                        Optional.of(s("rt-0")),
                        Optional.of(Instant.MAX),
                        Optional.of(Instant.MAX),
                        List.of(),
                        Optional.empty(),
                        false,
                        "ops",
                        story.now())))
        .doesNotThrowAnyException();
  }

  @Test
  void anAbsurdGrantLifetimeDoesNotLoseTheExchangesTokens() {
    story.with(
        new TestPolicy().grantLives(Optional.of(Duration.ofSeconds(Long.MAX_VALUE))).build());
    assertThatCode(() -> story.authorized()).doesNotThrowAnyException();
  }

  @Test
  void anAbsurdGrantLifetimeDoesNotMakeTheGrantUnwritable() {
    story.with(
        new TestPolicy()
            .grantLives(Optional.of(Duration.ofSeconds(10_000_000_000_000_000L)))
            .build());
    story.authorized();
    assertThatCode(() -> new GrantCodec().encode(story.grant())).doesNotThrowAnyException();
  }

  @Test
  void anAbsurdRefreshTokenLifetimeDoesNotLoseTheExchangesTokens() {
    story.with(
        new TestPolicy()
            .refreshTokenLives(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)))
            .build());
    assertThatCode(() -> story.authorized()).doesNotThrowAnyException();
  }

  @Test
  void anAbsurdGraceDoesNotLoseAResult() {
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(Long.MAX_VALUE))).refreshing();
    assertThatCode(() -> story.isLost(story.refresh())).doesNotThrowAnyException();
  }

  @Test
  void anAbsurdMarginIsNoError() {
    story.with(
        new TestPolicy()
            .margin(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)))
            .notice(Duration.ofSeconds(Long.MAX_VALUE))
            .accessTokenLives(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)))
            .build());
    assertThatCode(() -> story.authorized()).doesNotThrowAnyException();
  }

  @Test
  void aCodeIsNotExchangedAgainWhenItsRecordsAreReplayedHoursLater() {
    Instant startedAt = story.now();
    story.authorized();
    story.passes(Duration.ofMinutes(49)).passes(Duration.ofHours(2));
    story.startsAt("authorization-1", startedAt).comesBack("authorization-1");

    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void anImportThatIsReplayedHoursLaterDoesNotReplaceTheGrant() {
    Instant at = story.now();
    Input importing = Story.importOf("at-0", "rt-0", at, true);
    story.when(importing).passes(Duration.ofMinutes(5)).needsNewer(story.version());
    story.succeeds(story.refresh(), Story.tokens("at-1", "rt-1"));
    story.passes(Duration.ofMinutes(20)).passesUntil(at.plus(Duration.ofMinutes(40)));
    story.passesUntil(at.plus(Duration.ofMinutes(62)));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    story.when(importing);

    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
  }

  @Test
  void aRevocationThatIsReplayedDoesNotRevokeALaterAuthorization() {
    story.authorized();
    Instant revokedAt = story.now();
    Input revoke = new Input.RevokeRequested("c-1", "user_request", false, "api-key-1", revokedAt);
    story.when(revoke).succeeds(story.revocation()).passes(Duration.ofMinutes(10));
    story.authorized("b", Story.tokens("at-2", "rt-2"));
    story.when(revoke);

    assertThat(story.grant().credential()).isInstanceOf(Credential.Active.class);
  }

  @Test
  void anImportThatIsReplayedAfterTheErasureDoesNotBringTheGrantBack() {
    Instant at = story.now();
    Input importing = Story.importOf("at-0", "rt-0", at, false);
    story.when(importing).isErased().succeeds(story.revocation()).passes(Duration.ofHours(2));
    assertThat(story.state()).isEmpty();
    story.when(importing);

    assertThat(story.now(Effect.PublishToken.class)).isEmpty();
  }

  @Test
  void aRevocationIsNotGivenUpUntriedBecauseTheBrokerWasDown() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked().isDownFor(Duration.ofHours(25));
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).contains(s("rt-2"));
  }

  @Test
  void aRevocationThatWasNeverSentIsNotGivenUpBecauseTheBrokerWasDown() {
    story.authorized().isRevoked();
    story.isNotSent(story.revocation(), Optional.of(Duration.ofMinutes(1)));
    int asked = story.tokensRevoked().size();
    story.isDownFor(Duration.ofHours(25));

    assertThat(story.tokensRevoked()).hasSizeGreaterThan(asked);
  }

  @Test
  void aRevocationOfWhatIsUnderWayHasAHigherVersionThoughTheClockStepsBack() {
    story.authorized().isErased().passes(Duration.ofMinutes(16));
    TokenVersion before = story.version();
    story.isImported("j", Optional.empty(), Optional.empty());
    story.passes(Duration.ofHours(-1)).isRevoked();

    assertThat(story.version()).isGreaterThan(before);
  }

  @Test
  void aClockThatStepsBackDoesNotSilenceTheRepublishing() {
    story.authorized().passes(Duration.ofMinutes(1)).needsNewer(TokenVersion.NONE);
    story.passes(Duration.ofHours(-1)).passes(Duration.ofMinutes(1));
    story.needsNewer(TokenVersion.NONE);

    assertThat(story.now(Effect.PublishToken.class)).hasSize(1);
  }

  @Test
  void aTokensLifeDoesNotCountFromTheFuture() {
    story.refreshing().passes(Duration.ofHours(-1));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().expiresAt())
        .isBeforeOrEqualTo(story.now().plus(Story.LIFETIME));
  }

  @Test
  void aRunnerIsHeardThoughTheClockSteppedBack() {
    story.authorized().passes(Duration.ofDays(-365)).needsNewer(story.version());
    story.passes(Duration.ofMinutes(1));

    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void theGraceWindowOfAFastCallersClaimIsNotLongerThanTheProviders() {
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(60))).refreshing();
    Instant requestedAt = story.now();
    story.passes(Duration.ofSeconds(90));
    story.when(
        new Input.CallUnknown(
            story.refresh().attemptId(), requestedAt.plusSeconds(240), "owner_lost"));
    story.passes(Duration.ofMinutes(5));

    assertThat(story.refreshTokensSent()).containsExactly(s("rt-1"));
  }

  @Test
  void aReauthorizationWithoutARefreshTokenDoesNotLoseTheOneThatIsGood() {
    story.with(new TestPolicy().wholeGrant(true).build()).authorized();
    story.authorized("b", Story.response("at-2", Optional.empty(), Optional.of(Story.LIFETIME)));

    assertThat(story.active().current().refreshToken()).contains(s("rt-1"));
  }

  @Test
  void anImportThatMustNotReplaceDoesNotReplaceWhatCameMeanwhile() {
    story.starts("a");
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider importing = story.refresh();
    story.comesBack("a").succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    story.succeeds(importing, Story.tokens("at-i", "rt-i"));

    assertThat(story.active().current().accessToken()).isEqualTo(s("at-1"));
  }

  @Test
  void everyReplyOfACancelledImportIsRevoked() {
    story.with(new RefreshReplay.Grace(Duration.ofMinutes(10)));
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(Duration.ofSeconds(2));
    Effect.CallProvider second = story.refresh();
    story.isRevoked();
    story.succeeds(first, Story.tokens("at-a", "rt-a"));
    story.succeeds(second, Story.tokens("at-b", "rt-b"));

    assertThat(story.tokensRevoked()).contains(s("rt-a"), s("rt-b"));
  }

  @Test
  void whatALostRefreshBringsAfterAnErasureIsRevokedToo() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isLost(refresh).isErased().succeeds(story.revocation());
    story.passes(Duration.ofMinutes(2));
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).contains(s("rt-2"));
  }

  @Test
  void theAuditDoesNotSayKeptOfWhatIsNot() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isLost(refresh).isErased();
    story.passes(Duration.ofMinutes(2));
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    boolean revoked = story.tokensRevoked().contains(s("rt-2"));
    assertThat(story.audited().contains("late_success_kept") && !revoked).isFalse();
  }

  @Test
  void aShortLivedRefreshTokenDoesNotHammerTheProvider() {
    story.starts("a").comesBack("a");
    story.succeeds(story.exchange(), shortLived(Duration.ofHours(1), Duration.ofSeconds(1)));
    assertThat(refreshesIn(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(1)))
        .isLessThan(100);
  }

  private int refreshesIn(Duration span, Duration access, Duration refresh) {
    Instant end = story.now().plus(span);
    int count = 0;
    while (story.now().isBefore(end)) {
      story.passesUntil(story.refreshAt());
      story.succeeds(story.refresh(), shortLived(access, refresh));
      count++;
    }
    return count;
  }

  private static TokenResponse shortLived(Duration access, Duration refresh) {
    return new TokenResponse(
        s("at"),
        "Bearer",
        Optional.of(access),
        Optional.of(s("rt")),
        Optional.of(refresh),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  // 21
  @Test
  void anEndThatCreepsIsNotAnnouncedAgainAndAgain() {
    Duration life = Duration.ofDays(10);
    Duration passed = Duration.ZERO;
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(), Story.withRefreshTokenLifetime("at-0", Optional.of("rt"), life));
    Instant start = story.now();
    Instant end = start.plus(life);
    int n = 0;
    while (story.now().isBefore(start.plus(Duration.ofDays(10)))) {
      story.passesUntil(story.refreshAt());
      Instant creeping =
          end.plus(Duration.between(start, story.now()).dividedBy(20).multipliedBy(9));
      story.succeeds(
          story.refresh(),
          Story.withRefreshTokenLifetime(
              "at-" + n++, Optional.of("rt"), Duration.between(story.now(), creeping)));
    }
    List<Effect.Publish> events = story.ever(Effect.Publish.class);
    int flips = 0;
    for (int i = 1; i < events.size(); i++) {
      if (events.get(i) instanceof Effect.PublishToken
          && events.get(i - 1) instanceof Effect.PublishReauthorizationRequired) {
        flips++;
      }
    }
    assertThat(flips)
        .as("announcements taken back, of %s events, %s", events.size(), passed)
        .isLessThan(3);
  }

  @Test
  void whatIsRefusedDoesNotEndAnotherPersonsPendingAuthorization() {
    for (int i = 0; i < 16; i++) {
      story.starts("a" + i);
    }
    story.isImported("i", Optional.empty(), Optional.empty());

    assertThat(story.outcomes("a0")).isEmpty();
  }

  // 26
  // 30
  @Test
  void aRefreshThatAnswersForAnotherAccountIsNotTakenSilently() {
    story.refreshing();
    story.succeeds(
        story.refresh(),
        Story.response(
            "at-eve", Optional.of("rt-eve"), Optional.of(Story.LIFETIME), Optional.of("eve")));

    assertThat(story.active().current().subject()).contains("ada@provider");
  }

  @Test
  void whatIsStoredIsWhatWasDecided() {
    story.with(
        new TestPolicy().earlyRefused(true).margin(Optional.of(Duration.ofHours(1))).build());
    story.authorized(
        "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofMillis(60_001))));
    story.passes(Duration.ofSeconds(1)).needsNewer(story.version());

    GrantCodec codec = new GrantCodec();
    assertThat(codec.decode(codec.encode(story.grant()))).isEqualTo(story.grant());
  }

  @Test
  void absurdTimesOfStartsAndRevocationsAreNoError() {
    GrantCodec codec = new GrantCodec();
    for (long millis : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      for (long other : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
        Story one = new Story();
        one.when(
            new Input.AuthorizationStarted(
                "a",
                Instant.ofEpochMilli(millis),
                Instant.ofEpochMilli(other),
                "https://gateway.example/oauth/callback",
                List.of("repo"),
                s("v"),
                7,
                "api-key-1"));
        codec.encode(one.grant());
        one.when(new Input.RevokeRequested("c", "r", true, "ops", Instant.ofEpochMilli(other)));
        codec.encode(one.grant());
        one.passes(Duration.ofDays(40));
        assertThat(one.state()).isEmpty();
        Story two = new Story();
        two.when(
            new Input.ImportRequested(
                "i",
                7,
                Optional.of(s("at-0")),
                Optional.of(s("rt-0")),
                Optional.of(Instant.ofEpochMilli(millis)),
                Optional.of(Instant.ofEpochMilli(other)),
                List.of(),
                Optional.empty(),
                false,
                "ops",
                Instant.ofEpochMilli(millis)));
        two.state().ifPresent(codec::encode);
        two.passes(Duration.ofDays(40));
        two.state().ifPresent(codec::encode);
        two.isRevoked().passes(Duration.ofDays(40));
        assertThat(two.state()).isEmpty();
      }
    }
  }

  @Test
  void whatWasStartedBeforeAnErasureIsRefusedThoughItArrivesTwoMinutesLater() {
    story.authorized().passes(Duration.ofMinutes(30));
    Instant before = story.now().minusSeconds(1);
    story.isErased().succeeds(story.revocation()).passes(Duration.ofMinutes(2));
    story.startsAt("b", before).comesBack("b");

    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void aRefreshInFlightAtARevocationIsAwaitedAsLongAsItsResultMayCome() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked().passes(Duration.ofHours(25));
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).contains(s("rt-2"));
  }

  @Test
  void anImportInFlightWhileItsTokenIsUsedByTheGrantIsNotRevokedWithIt() {
    story.isImported("i", Optional.of("at-0"), Optional.of("rt-0"));
    story.isImported("j", Optional.empty(), Optional.of("rt-0"), Optional.empty(), true);

    assertThat(story.failure("j")).isEqualTo("refresh_token_in_use");
    assertThat(story.refreshTokensSent()).isEmpty();
  }
}
