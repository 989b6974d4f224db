// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RevokedTokens;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A refresh token is never in two token requests at once. */
class RefreshTokenUseTest {
  private static final Secret IMPORTED = Secret.of("rt-old");
  private static final Duration A_MOMENT = Duration.ofSeconds(5);

  /** A success that leaves the refresh token as it is. */
  private static final TokenResponse THE_SAME_AGAIN =
      Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME));

  private final Story story = new Story();

  @Test
  void aRefreshWaitsForAnImportThatIsOutWithItsRefreshToken() {
    Effect.CallProvider ofImport = grantWhoseRefreshTokenAnImportHasOut();
    int sent = story.refreshTokensSent().size();
    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).hasSize(sent);
    assertThat(story.audited()).contains("refresh_waits");

    story.fails(ofImport, FailureClass.CONFIGURATION, "invalid_client");
    assertThat(story.failure("i-2")).isEqualTo("invalid_client");
    assertThat(story.refreshTokensSent()).hasSize(sent + 1).last().isEqualTo(IMPORTED);
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
    assertThat(story.active().trouble()).isEqualTo(Trouble.none());
  }

  @Test
  void aRefreshThatWaitedIsNotMadeWhereTheImportHasBroughtAnotherGrant() {
    Effect.CallProvider ofImport = grantWhoseRefreshTokenAnImportHasOut();
    int sent = story.refreshTokensSent().size();
    story.passesUntil(story.refreshAt()).succeeds(ofImport, Story.tokens("at-2", "rt-2"));

    assertThat(story.refreshTokensSent()).hasSize(sent);
    assertThat(story.active().current().refreshTokens()).containsExactly(Secret.of("rt-2"));
    assertThat(story.outcomes("i-2")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aRefreshThatWaitedAndIsPutOffWaitsAsItIsTold() {
    Effect.CallProvider ofImport = grantWhoseRefreshTokenAnImportHasOut();
    story.passesUntil(story.refreshAt());
    story.fails(ofImport, FailureClass.CONFIGURATION, "invalid_client");
    int sent = story.refreshTokensSent().size();
    story.isNotSent(story.refresh(), Optional.of(Duration.ofSeconds(15))).passes(A_MOMENT);
    assertThat(story.refreshTokensSent()).hasSize(sent);
    assertThat(story.active().trouble().lastError()).contains("bulkhead_full");

    story.passes(Duration.ofSeconds(15));
    assertThat(story.refreshTokensSent()).hasSize(sent + 1);
  }

  @Test
  void aRefreshWaitsOnlyUntilNobodyCanKnowOfTheImportsCall() {
    grantWhoseRefreshTokenAnImportHasOut();
    int sent = story.refreshTokensSent().size();
    story.passes(Duration.ofDays(7));
    assertThat(story.refreshTokensSent()).hasSize(sent);
    assertThat(story.audited()).contains("refresh_waits");

    story.passes(Duration.ofDays(1).plusHours(1));
    assertThat(story.refreshTokensSent()).hasSize(sent + 1);
  }

  @Test
  void aRefreshDoesNotWaitForAnImportOfAnotherRefreshToken() {
    story.authorized();
    story.isImported("i-1", Optional.empty(), Optional.of("rt-old"), Optional.empty(), true);
    story.passesUntil(story.refreshAt());

    assertThat(story.refreshTokensSent()).containsExactly(IMPORTED, Secret.of("rt-1"));
  }

  @Test
  void anImportBetweenTwoTriesEndsWhenTheGrantComesToHaveItsRefreshToken() {
    Effect.CallProvider first = importWhoseReplyIsLost("i-1");
    story.isImported("i-2", Optional.empty(), Optional.of("rt-old"));
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    assertThat(story.outcomes("i-2")).isEmpty();
    story.succeeds(first, THE_SAME_AGAIN);

    assertThat(story.failure("i-2")).isEqualTo("refresh_token_in_use");
    int sent = story.refreshTokensSent().size();
    story.passes(Duration.ofMinutes(20));
    assertThat(story.refreshTokensSent()).hasSize(sent);
    assertThat(story.active().current().refreshToken()).contains(IMPORTED);
  }

  @Test
  void anImportThatIsOutWhenTheGrantComesToHaveItsRefreshTokenIsNotTriedAgain() {
    Effect.CallProvider ofImport = grantWhoseRefreshTokenAnImportHasOut();
    story.fails(ofImport, FailureClass.TRANSIENT, "http_503");

    assertThat(story.failure("i-2")).isEqualTo("refresh_token_in_use");
  }

  @Test
  void anImportThatANewerGrantHasSupersededUsesItsRefreshTokenUpForNobody() {
    story.isImported("i-1", Optional.empty(), Optional.of("rt-old"));
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503").authorized();
    assertThat(story.failure("i-1")).isEqualTo("superseded");

    story.passes(Duration.ofMinutes(20));
    assertThat(story.refreshTokensSent()).containsExactly(IMPORTED);
  }

  @Test
  void anImportHasItsOutcomeWhenNoCallOfItIsOutAnyMore() {
    story.isImported("i-1", Optional.empty(), Optional.of("rt-old"));
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(A_MOMENT);
    Effect.CallProvider second = story.refresh();
    story.authorized().succeeds(first, Story.tokens("at-2", "rt-2"));
    assertThat(story.outcomes("i-1")).isEmpty();

    story.isImported("i-2", Optional.empty(), Optional.of("rt-old"), Optional.empty(), true);
    assertThat(story.failure("i-2")).isEqualTo("refresh_token_in_use");
    assertThat(story.refreshTokensSent()).hasSize(2);
    story.fails(second, FailureClass.TRANSIENT, "http_503");
    assertThat(story.failure("i-1")).isEqualTo("superseded");
  }

  /**
   * Connectors that revoke nothing, or not the refresh token, at a grant that has been replaced.
   */
  static List<TestPolicy> whereTheRefreshTokenIsNotRevoked() {
    return List.of(
        new TestPolicy().wholeGrant(true),
        new TestPolicy().revocable(false),
        new TestPolicy().revokedTokens(RevokedTokens.ACCESS_TOKEN));
  }

  @ParameterizedTest
  @MethodSource("whereTheRefreshTokenIsNotRevoked")
  void aRefreshTokenThatAGrantOfBeforeHasOutIsNotImportedUntilItsRefreshHasEnded(
      TestPolicy policy) {
    story.with(policy.build()).refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-b"));
    story.isImported("i-1", Optional.empty(), Optional.of("rt-1"), Optional.empty(), true);
    assertThat(story.failure("i-1")).isEqualTo("refresh_token_in_use");

    story.fails(refresh, FailureClass.TRANSIENT, "http_503");
    assertThat(story.audited()).contains("not_revoked_at_provider");
    assertThat(story.tokensRevoked()).doesNotContain(Secret.of("rt-1"));
    story.isImported("i-2", Optional.empty(), Optional.of("rt-1"), Optional.empty(), true);
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"), Secret.of("rt-1"));
  }

  @Test
  void aRefreshWaitsForOneThatAGrantOfBeforeHasOutWithTheSameRefreshToken() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-1")).passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).hasSize(1);

    story.fails(refresh, FailureClass.TRANSIENT, "http_503");
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"), Secret.of("rt-1"));
  }

  /** A late reply of one import has brought the grant while another one of its token is out. */
  private Effect.CallProvider grantWhoseRefreshTokenAnImportHasOut() {
    Effect.CallProvider first = importWhoseReplyIsLost("i-1");
    story.isImported("i-2", Optional.empty(), Optional.of("rt-old"));
    Effect.CallProvider ofSecond = story.refresh();
    story.succeeds(first, THE_SAME_AGAIN);
    assertThat(story.active().current().refreshToken()).contains(IMPORTED);
    return ofSecond;
  }

  /** The last try is refused, so the import has failed; the first one's reply may still come. */
  private Effect.CallProvider importWhoseReplyIsLost(String id) {
    story.isImported(id, Optional.empty(), Optional.of("rt-old"));
    Effect.CallProvider call = story.refresh();
    story.isLost(call).passes(A_MOMENT);
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    assertThat(story.failure(id)).isEqualTo("outcome_unknown");
    return call;
  }
}
