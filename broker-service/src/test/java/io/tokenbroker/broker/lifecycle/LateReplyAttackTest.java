// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attacks on replies that turn up late, and on records that come again, that once succeeded. */
class LateReplyAttackTest {
  private final Story story = new Story();

  static Secret s(String t) {
    return Secret.of(t);
  }

  @Test
  void theSecondLateReplyOfAnImportDoesNotRevokeTheTokenThatItsGrantUses() {
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider a = story.refresh();
    story.isLost(a).passes(Duration.ofSeconds(5));
    Effect.CallProvider b = story.refresh();
    assertThat(b).isNotEqualTo(a);
    story.isLost(b);
    story.succeeds(a, Story.response("at-a", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.active();
    story.succeeds(b, Story.response("at-b", Optional.empty(), Optional.of(Story.LIFETIME)));
    assertThat(story.active().current().refreshToken()).contains(s("rt-0"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void theSecondLateReplyOfAnImportDoesNotRevokeTheWholeGrant() {
    story.with(new TestPolicy().wholeGrant(true).build());
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider a = story.refresh();
    story.isLost(a).passes(Duration.ofSeconds(5));
    Effect.CallProvider b = story.refresh();
    story.isLost(b);
    story.succeeds(a, Story.tokens("at-a", "rt-a"));
    story.active();
    story.succeeds(b, Story.tokens("at-b", "rt-b"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void lateRepliesOfAnImportOfAReusableTokenRevokeNothing() {
    story.with(new TestPolicy().replay(new RefreshReplay.Safe()).build());
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    List<Effect.CallProvider> calls = new ArrayList<>();
    for (int i = 0; i < 1000 && story.outcomes("i").isEmpty(); i++) {
      Effect.CallProvider c = story.refresh();
      if (!calls.contains(c)) {
        calls.add(c);
        story.isLost(c);
      }
      story.passes(Duration.ofSeconds(31));
    }
    int n = calls.size();
    story.succeeds(
        calls.get(n - 2), Story.response("at-a", Optional.of("rt-0"), Optional.of(Story.LIFETIME)));
    story.active();
    story.succeeds(
        calls.get(n - 1), Story.response("at-b", Optional.of("rt-0"), Optional.of(Story.LIFETIME)));
    assertThat(story.tokensRevoked().contains(s("rt-0"))).isFalse();
  }

  @Test
  void aRefreshTokenThatALateReplyHasNotSpentIsKept() {
    // get an alternate
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(60))).refreshing();
    Effect.CallProvider a = story.refresh();
    Instant sent = story.now();
    story.isLost(a);
    Effect.CallProvider b = story.refresh();
    story.passes(Duration.ofSeconds(1));
    story.succeeds(b, Story.tokens("at-2", "rt-2"));
    story.succeeds(a, sent, Story.tokens("at-2a", "rt-2a"));
    story.passesUntil(story.refreshAt());
    Effect.CallProvider c = story.refresh();
    story.isLost(c);
    Effect.CallProvider d = story.refresh();
    // c's reply: same token goes on
    story.succeeds(c, Story.response("at-3", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.isNotSent(d, Optional.empty()).passes(Duration.ofMinutes(1));
    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void aCallersSlowClockDoesNotHideThatARefreshTokenInFlightIsSpent() {
    story.authorized().passes(Duration.ofMinutes(2)).needsNewer(story.version());
    Effect.CallProvider a = story.refresh();
    Instant sent = story.now().minus(Duration.ofMinutes(5));
    story.isLost(a).passesUntil(story.active().current().expiresAt());
    Effect.CallProvider b = story.refresh();
    assertThat(b).isNotEqualTo(a);
    story.succeeds(a, sent, Story.tokens("at-2", "rt-2"));
    story.isNotSent(b, Optional.empty()).passes(Duration.ofMinutes(5));
    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void aCallersSlowClockDoesNotHideThatARefreshTokenIsSpent() {
    story.authorized().passes(Duration.ofMinutes(2)).needsNewer(story.version());
    Effect.CallProvider a = story.refresh();
    Instant sent = story.now().minus(Duration.ofMinutes(5));
    story.isLost(a);
    story.succeeds(a, sent, Story.tokens("at-2", "rt-2"));
    story.passes(Duration.ofHours(2));
    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void anImportThatIsReplayedSoonAfterTheErasureDoesNotBringTheGrantBack() {
    Instant at = story.now();
    Input importing = Story.importOf("at-0", "rt-0", at, false);
    story.when(importing).isErased().succeeds(story.revocation()).passes(Duration.ofMinutes(20));
    story.when(importing);
    assertThat(story.now(Effect.PublishToken.class)).isEmpty();
  }

  @Test
  void anImportThatIsReplayedAfterItsOutcomeGaveWayDoesNotReplaceTheGrant() {
    Instant at = story.now();
    Input importing = Story.importOf("at-0", "rt-0", at, true);
    story.when(importing).passes(Duration.ofMinutes(16)).needsNewer(story.version());
    story.succeeds(story.refresh(), Story.tokens("at-1", "rt-1"));
    for (int i = 0; i < 16; i++) story.starts("p" + i);
    story.when(importing);
    assertThat(story.active().current().accessToken()).isEqualTo(s("at-1"));
  }

  @Test
  void aLateReplyIsRevokedWhereNothingThatLivesCanBeHurt() {
    story.with(new TestPolicy().wholeGrant(true).build()).refreshing();
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.starts("b").comesBack("b");
    Effect.CallProvider e = story.exchange();
    story.isLost(e).succeeds(e, Story.tokens("at-2", "rt-2"));
    assertThat(story.tokensRevoked()).contains(s("rt-2"));
  }

  @Test
  void anUnreadableResultDoesNotForgetTheRefreshThatARevocationAwaits() {
    story.refreshing();
    Effect.CallProvider a = story.refresh();
    story.isRevoked();
    story.when(new Input.UnreadableResult());
    story.succeeds(a, Story.tokens("at-2", "rt-2"));
    assertThat(story.tokensRevoked()).contains(s("rt-2"));
  }

  @Test
  void anImportWithoutARefreshTokenReplacesTheOneThatIsThere() {
    story.authorized();
    story.isImported(
        "i",
        Optional.of("at-i"),
        Optional.empty(),
        Optional.of(story.now().plus(Duration.ofHours(1))),
        true);
    assertThat(story.active().current().refreshToken()).isEmpty();
  }

  @Test
  void aRevocationThatSparesALaterStartRefusesAnEarlierOne() {
    Instant t0 = story.now();
    story.passes(Duration.ofMinutes(20)).starts("later");
    story.when(new Input.RevokeRequested("c", "x", false, "ops", t0.plus(Duration.ofMinutes(10))));
    story.startsAt("earlier", t0.plus(Duration.ofMinutes(9))).comesBack("earlier");
    assertThat(story.calls(Effect.Exchange.class)).isEmpty();
  }

  @Test
  void theProvidersWishIsHonouredWhenTheNextTokenInReserveIsUsed() {
    story.refreshing();
    Effect.CallProvider a = story.refresh();
    story.isLost(a).passesUntil(story.active().current().expiresAt());
    Effect.CallProvider b = story.refresh();
    story.succeeds(a, Story.tokens("at-2", "rt-2"));
    int n = story.refreshTokensSent().size();
    story.fails(b, FailureClass.TRANSIENT, "http_429", Optional.of(Duration.ofMinutes(5)));
    assertThat(story.refreshTokensSent()).hasSize(n);
  }

  @Test
  void aGrantOfUnknownFateIsRepairedByAnImportOfItsToken() {
    story.refreshing();
    story.isLost(story.refresh()).passesUntil(story.active().current().expiresAt());
    story.isLost(story.refresh());
    story.reauthorizationRequired();
    story.isImported("i", Optional.empty(), Optional.of("rt-1"), Optional.empty(), true);
    assertThat(story.outcomes("i")).isEmpty();
  }

  @Test
  void aSpentRefreshTokenIsNotKeptByAResponseWithoutOne() {
    story.refreshing();
    Effect.CallProvider a = story.refresh();
    story.isLost(a).passesUntil(story.active().current().expiresAt());
    Effect.CallProvider b = story.refresh();
    story.succeeds(a, Story.tokens("at-2", "rt-2"));
    story.succeeds(b, Story.response("at-3", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).endsWith(s("rt-2"));
  }

  @Test
  void theLateReplyOfAnImportAfterARevocationBringsTheGrant() {
    story.authorized().isRevoked().succeeds(story.revocation()).passes(Duration.ofMinutes(1));
    story.isImported("i", Optional.empty(), Optional.of("rt-0"));
    Effect.CallProvider a = story.refresh();
    story.isLost(a).passes(Duration.ofSeconds(5));
    story.isLost(story.refresh());
    story.succeeds(a, Story.tokens("at-a", "rt-a"));
    assertThat(story.grant().credential()).isInstanceOf(Credential.Active.class);
  }

  @Test
  void theLateReplyOfAnOlderRefreshTokenSaysNothingOfTheOneInUse() {
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(60))).refreshing();
    Effect.CallProvider first = story.refresh();
    story.isLost(first);
    Effect.CallProvider second = story.refresh();
    story.passes(Duration.ofSeconds(1));
    story.succeeds(second, Story.tokens("at-2", "rt-2b"));
    story.passes(Duration.ofSeconds(10)).needsNewer(story.version());
    story.isLost(story.refresh());
    Effect.CallProvider inFlight = story.refresh();
    story.succeeds(first, story.now().plusSeconds(30), Story.tokens("at-2a", "rt-2a"));
    story.isNotSent(inFlight, Optional.empty()).passes(Duration.ofSeconds(10));
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2b"), s("rt-2a"));
  }
}
