// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A new authorization, with more scopes say, takes the grant over. */
class SupersededTest {
  private final Story story = new Story();

  @Test
  void aNewAuthorizationWithMoreScopesReplacesTheGrantAtOnceAndTheOldOneWorksUntilThen() {
    story.authorized().starts("b").comesBack("b");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.active().current().scopes()).containsExactly("repo");

    story.succeeds(story.exchange(), scoped(List.of("repo", "admin")));
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().scopes())
        .containsExactly("repo", "admin");
  }

  @Test
  void aScopeUpgradeThatThePersonRefusesLeavesTheGrantAsItWas() {
    story.authorized().starts("b");
    story.when(new Input.AuthorizationRejected("b", "access_denied", Optional.empty()));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.failure("b")).isEqualTo("access_denied");
    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void theTokensThatNobodyUsesAnyMoreAreRevokedWhereARevocationTakesOneToken() {
    story.authorized().authorized("b", Story.tokens("at-b", "rt-b"));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void noTokenIsRevokedThatTheNewGrantUsesToo() {
    story.authorized().authorized("b", Story.tokens("at-b", "rt-1"));

    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void whereARevocationTakesTheWholeGrantTheOldTokensAreLeftAlone() {
    story
        .with(new TestPolicy().wholeGrant(true).build())
        .authorized()
        .authorized("b", Story.tokens("at-b", "rt-b"));

    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void theRefreshInFlightOfTheOldGrantIsAwaitedAndWhatItBringsIsRevoked() {
    story.refreshing();
    Effect.CallProvider old = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-b"));
    assertThat(story.tokensRevoked()).isEmpty();

    story.succeeds(old, Story.tokens("at-2", "rt-2"));
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-2"));
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-b"));
  }

  @Test
  void anotherAccountIsTakenWhereTheConnectorAllowsIt() {
    story
        .with(new TestPolicy().accountChangeAllowed().build())
        .authorized()
        .authorized(
            "b",
            Story.response(
                "at-b", Optional.of("rt-b"), Optional.of(Story.LIFETIME), Optional.of("grace")));

    assertThat(story.active().current().subject()).contains("grace");
  }

  @Test
  void theReplyOfAnExchangeThatEndedUnknownIsRevokedWhenItTurnsUp() {
    story.starts("a").comesBack("a");
    Effect.CallProvider lost = story.exchange();
    story.isLost(lost);
    assertThat(story.failure("a")).isEqualTo("outcome_unknown");

    story.succeeds(lost, Story.tokens("at-late", "rt-late"));
    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-late"));
    assertThat(story.outcomes("a")).hasSize(1);

    story.succeeds(lost, Story.tokens("at-late", "rt-late"));
    assertThat(story.tokensRevoked()).as("a duplicate").hasSize(1);
  }

  @Test
  void theReplyOfAnExchangeThatEndedUnknownDoesNotHurtTheGrantOfTheNextTry() {
    story.with(new TestPolicy().wholeGrant(true).build()).starts("a").comesBack("a");
    Effect.CallProvider lost = story.exchange();
    story.isLost(lost).passes(Duration.ofSeconds(10));
    story.authorized("b", Story.tokens("at-b", "rt-b"));
    story.succeeds(lost, Story.tokens("at-late", "rt-late"));

    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
  }

  @Test
  void theReplyOfACancelledExchangeThatEndedUnknownIsRevokedWhenItTurnsUp() {
    story.starts("a").comesBack("a");
    Effect.CallProvider lost = story.exchange();
    story.passes(Duration.ofSeconds(1)).isRevoked().isLost(lost);
    story.succeeds(lost, Story.tokens("at-late", "rt-late"));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-late"));
    assertThat(story.now(Effect.PublishToken.class)).isEmpty();
  }

  @Test
  void aFailureOfAnExchangeThatEndedUnknownChangesNothing() {
    story.starts("a").comesBack("a");
    Effect.CallProvider lost = story.exchange();
    story.isLost(lost);
    Grant before = story.grant();
    story.fails(lost, FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.outcomes("a")).hasSize(1);
  }

  private static TokenResponse scoped(List<String> scopes) {
    return new TokenResponse(
        Secret.of("at-b"),
        "Bearer",
        Optional.of(Story.LIFETIME),
        Optional.of(Secret.of("rt-b")),
        Optional.empty(),
        Optional.of(scopes),
        Optional.of("ada@provider"),
        Map.of(),
        Optional.empty());
  }
}
