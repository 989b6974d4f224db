// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One refresh token in two generations: what a call with it brings is lost for neither, and neither
 * is ended by revoking what the other has spent.
 */
class SharedRefreshTokenTest {
  private static final Optional<String> IMPORTED = Optional.of("rt-old");
  private static final Duration A_MOMENT = Duration.ofSeconds(5);
  private static final TokenResponse THE_SAME_AGAIN =
      Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME));

  private final Story story = new Story();

  @ParameterizedTest
  @EnumSource(RevokedTokens.class)
  void anImportThatRenewsTheGrantDoesNotRevokeWhatItHasRenewed(RevokedTokens which) {
    story.with(new TestPolicy().revokedTokens(which).build());
    Effect.CallProvider first = importWhoseReplyIsLost("i-1");
    story.isImported("i-2", Optional.empty(), IMPORTED);
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, THE_SAME_AGAIN).succeeds(second, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void anImportThatIsOutWhileALateReplyOfItsRefreshTokenBringsTheGrantIsOfTheSameKin() {
    Effect.CallProvider first = importWhoseReplyIsLost("i-1");
    story.isImported("i-2", Optional.empty(), IMPORTED, Optional.empty(), true);
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, Story.tokens("at-1", "rt-1"));
    story.succeeds(second, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"), s("rt-1"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void itsLateReplyIsKeptInReserveWhereItMayNotReplaceTheGrant() {
    Effect.CallProvider first = importWhoseReplyIsLost("i-1");
    story.isImported("i-2", Optional.empty(), IMPORTED);
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, Story.tokens("at-1", "rt-1"));
    story.isLost(second).passes(A_MOMENT);
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.succeeds(second, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-1"), s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void aGrantOfUnknownFateIsNotRevokedByTheImportThatRepairsIt() {
    needsAPersonAsNobodyKnows();
    story.isImported("i", Optional.empty(), Optional.of("rt-1"), Optional.empty(), true);
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatTheRefreshOfTheGrantBeforeBringsIsTheGrantsWhereBothHaveItsRefreshToken() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-1"));
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).containsExactly(s("rt-1"), s("rt-2"));
  }

  @Test
  void whereNobodyKnowsWhatBecameOfThatRefreshTheGrantTriesOnceMoreAtItsEnd() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-1")).isLost(refresh);
    Instant end = story.active().current().expiresAt();
    story.passesUntil(end.minusMillis(1));
    assertThat(story.refreshTokensSent()).containsExactly(s("rt-1"));

    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void aConsentWithoutARefreshTokenDoesNotLoseWhatTheRefreshThatIsOutBrings() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.authorized("b", Story.response("at-b", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatIsInReserveStaysThereWhereAConsentBringsTheGrantsRefreshTokenAgain() {
    hasInReserve("rt-late");
    story.authorized("b", Story.tokens("at-b", "rt-2"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"), s("rt-late"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void aRefreshThatIsOutWithWhatIsInReserveByNowBringsTheNextInReserve() {
    hasInReserve("rt-late");
    story.passesUntil(story.refreshAt());
    Effect.CallProvider refresh = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-late"));
    story.succeeds(refresh, Story.tokens("at-3", "rt-3"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-late"), s("rt-3"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatASupersededImportBringsIsTheGrantsWhereBothHaveItsRefreshToken() {
    story.isImported("i", Optional.empty(), IMPORTED);
    Effect.CallProvider ofImport = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-old"));
    story.succeeds(ofImport, Story.tokens("at-2", "rt-2"));

    assertThat(story.failure("i")).isEqualTo("superseded");
    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void aLateReplyOfAnEarlierImportOfTheGrantsRefreshTokenCounts() {
    story.isImported("i-1", Optional.empty(), IMPORTED);
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).passes(A_MOMENT).isLost(story.refresh());
    assertThat(story.failure("i-1")).isEqualTo("outcome_unknown");
    story.isImported("i-2", Optional.of("at-old"), IMPORTED).passes(A_MOMENT);
    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void aLateReplyOfTheGrantBeforeCountsWhereAnImportHasBroughtItsRefreshToken() {
    Effect.CallProvider lost = needsAPersonAsNobodyKnows();
    story.isImported("i", Optional.of("at-i"), Optional.of("rt-1")).passes(A_MOMENT);
    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().refreshTokens()).containsExactly(s("rt-2"));
  }

  @Test
  void whatALateReplyBringsToARevokedImportDoesNotEndALaterOneOfTheSameRefreshToken() {
    Effect.CallProvider later = importsAgainAfterARevocation();
    assertThat(story.tokensRevoked()).isEmpty();
    story.succeeds(later, Story.tokens("at-2", "rt-2")).passes(Duration.ofMinutes(30));

    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatALateReplyBringsToARevokedImportIsRevokedWhenTheLaterOneHasFailed() {
    Effect.CallProvider later = importsAgainAfterARevocation();
    story.fails(later, FailureClass.CONFIGURATION, "invalid_client").passes(Duration.ofMinutes(30));

    assertThat(story.tokensRevoked()).containsExactly(s("rt-old"));
  }

  private Effect.CallProvider importsAgainAfterARevocation() {
    story.isImported("i-1", Optional.empty(), IMPORTED);
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).isRevoked().passes(A_MOMENT);
    story.isImported("i-2", Optional.empty(), IMPORTED);
    Effect.CallProvider later = story.refresh();
    story.succeeds(lost, THE_SAME_AGAIN);
    return later;
  }

  @Test
  void anImportWhoseReplyWasRefusedDoesNotSendWhatThatReplyHasSpent() {
    story.authorized();
    story.isImported("i", Optional.empty(), IMPORTED, Optional.empty(), true);
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).passes(A_MOMENT);
    Effect.CallProvider again = story.refresh();
    story.succeeds(
        lost,
        Story.response(
            "at-2", Optional.of("rt-2"), Optional.of(Story.LIFETIME), Optional.of("grace")));
    story.fails(again, FailureClass.TRANSIENT, "http_503").passes(Duration.ofMinutes(5));

    assertThat(Collections.frequency(story.refreshTokensSent(), s("rt-old"))).isEqualTo(2);
    assertThat(story.failure("i")).isEqualTo("account_mismatch");
  }

  @Test
  void aGrantWhoseRefreshTokenAnImportHasUsedUnansweredTriesOnceMoreAtItsEnd() {
    Effect.CallProvider first = importWhoseReplyIsLost("i-1");
    story.isImported("i-2", Optional.empty(), IMPORTED);
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, THE_SAME_AGAIN).isLost(second);
    assertThat(story.failure("i-2")).isEqualTo("refresh_token_in_use");
    int sent = story.refreshTokensSent().size();
    story.passesUntil(story.active().current().expiresAt().minusMillis(1));
    assertThat(story.refreshTokensSent()).hasSize(sent);

    story.succeeds(second, Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatIsHeldBackWithTheGrantsRefreshTokenDoesNotEndTheGrantWhenItLapses() {
    story.authorized().passesUntil(story.refreshAt().minusSeconds(60));
    story.isHeldBack("b", Story.tokens("at-b", "rt-1")).passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    story.passes(Duration.ofMinutes(11));

    assertThat(story.failure("b")).isEqualTo("not_confirmed");
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatIsHeldBackWithTheGrantsRefreshTokenIsAsGoodAsTheGrantWhenItIsConfirmed() {
    story.authorized().passesUntil(story.refreshAt().minusSeconds(60));
    story.isHeldBack("b", Story.tokens("at-b", "rt-1")).passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2")).isConfirmed("b", "browser");

    assertThat(story.active().current().refreshToken()).contains(s("rt-2"));
    assertThat(story.tokensRevoked()).isEmpty();
  }

  /** The last try is refused, so the import has failed; the first one's reply may still come. */
  private Effect.CallProvider importWhoseReplyIsLost(String id) {
    story.isImported(id, Optional.empty(), IMPORTED);
    Effect.CallProvider call = story.refresh();
    story.isLost(call).passes(A_MOMENT);
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    return call;
  }

  /** A refresh and its last try are lost; the first one's reply may still come. */
  private Effect.CallProvider needsAPersonAsNobodyKnows() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isLost(refresh).passesUntil(story.active().current().expiresAt()).isLost(story.refresh());
    assertThat(story.reauthorizationRequired().reason()).isEqualTo("refresh_outcome_unknown");
    return refresh;
  }

  private static Secret s(String text) {
    return Secret.of(text);
  }

  /** A grant with the refresh token rt-2, and another that a late reply has brought. */
  private void hasInReserve(String refreshToken) {
    story.with(new RefreshReplay.Grace(Duration.ofMinutes(1))).refreshing();
    Effect.CallProvider lost = story.refresh();
    Instant sentAt = story.now();
    story.isLost(lost).passes(Duration.ofSeconds(1));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    story.succeeds(lost, sentAt, Story.tokens("at-late", refreshToken));
  }
}
