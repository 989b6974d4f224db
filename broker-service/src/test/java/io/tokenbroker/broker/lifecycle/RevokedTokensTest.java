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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which tokens of a grant a provider is sent when it is revoked, as its connector says. */
class RevokedTokensTest {
  @ParameterizedTest
  @CsvSource({"ONE,rt-1", "ACCESS_TOKEN,at-1", "REFRESH_TOKEN,rt-1", "BOTH,rt-1 at-1"})
  void theConnectorSaysWhichTokensAreSent(RevokedTokens which, String sent) {
    Story story = story(which).authorized().isRevoked();

    assertThat(story.calls(Effect.Revoke.class).stream().map(Effect.CallProvider::call))
        .containsExactlyElementsOf(revokes(sent));
  }

  @ParameterizedTest
  @CsvSource({"ONE,at-1", "ACCESS_TOKEN,at-1", "BOTH,at-1"})
  void whereThereIsNoRefreshTokenTheAccessTokenIsSent(RevokedTokens which, String sent) {
    Story story = story(which).authorized("a", withoutRefreshToken("at-1")).isRevoked();

    assertThat(story.tokensRevoked()).containsExactly(Secret.of(sent));
  }

  @Test
  void anAccessTokenIsKeptWhereTheProviderGivesItsRefreshTokenAgainBeforeBothAreRevoked() {
    Story story = story(RevokedTokens.BOTH).authorized().isRevoked();
    List<Effect.CallProvider> first = story.calls(Effect.Revoke.class);
    first.forEach(call -> story.fails(call, FailureClass.TRANSIENT, "http_503"));
    story.passes(Duration.ofMillis(1)).authorized("again", Story.tokens("at-2", "rt-1"));
    assertThat(story.audited()).contains("not_revoked_at_provider");
    story.passes(Duration.ofMinutes(30));

    assertThat(story.calls(Effect.Revoke.class)).isEqualTo(first);
    assertThat(story.grant().revocations()).isEmpty();
  }

  @Test
  void whereOnlyRefreshTokensCountAndThereIsNoneNothingIsSentAndThatIsSaid() {
    Story story =
        story(RevokedTokens.REFRESH_TOKEN).authorized("a", withoutRefreshToken("at-1")).isRevoked();

    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider", "grant_revoked");
    assertThat(story.grant().status()).isEqualTo("revoked");
  }

  @ParameterizedTest
  @CsvSource({"ONE,rt-2", "ACCESS_TOKEN,at-1 at-2", "REFRESH_TOKEN,rt-2", "BOTH,rt-2 at-1 at-2"})
  void whatARefreshInFlightBringsIsSentTooWhenItHasEnded(RevokedTokens which, String sent) {
    Story story = story(which).refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked();
    assertThat(story.tokensRevoked()).isEmpty();
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.calls(Effect.Revoke.class).stream().map(Effect.CallProvider::call))
        .containsExactlyElementsOf(revokes(sent));
  }

  @ParameterizedTest
  @CsvSource({"ONE,rt-1", "ACCESS_TOKEN,at-1 at-2", "REFRESH_TOKEN,rt-1", "BOTH,rt-1 at-1 at-2"})
  void aRefreshInFlightThatBringsNoRefreshTokenLeavesTheOneThatIsThere(
      RevokedTokens which, String sent) {
    Story story = story(which).refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked().succeeds(refresh, withoutRefreshToken("at-2"));

    assertThat(story.calls(Effect.Revoke.class).stream().map(Effect.CallProvider::call))
        .containsExactlyElementsOf(revokes(sent));
  }

  @ParameterizedTest
  @CsvSource({"ONE,rt-2", "ACCESS_TOKEN,at-2", "REFRESH_TOKEN,rt-2", "BOTH,rt-2 at-2"})
  void whatALateReplyBringsToARevokedGrantIsSentToo(RevokedTokens which, String sent) {
    Story story = story(which).refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked().isLost(refresh);
    List<Secret> before = story.tokensRevoked();
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked().stream().skip(before.size()))
        .containsExactlyElementsOf(secrets(sent));
  }

  @ParameterizedTest
  @CsvSource({"ONE,rt-1", "ACCESS_TOKEN,at-1", "REFRESH_TOKEN,rt-1", "BOTH,rt-1 at-1"})
  void whatANewAuthorizationLeavesBehindIsSentTheSameWay(RevokedTokens which, String sent) {
    Story story = story(which).authorized().authorized("b", Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).containsExactlyElementsOf(secrets(sent));
  }

  @ParameterizedTest
  @EnumSource(RevokedTokens.class)
  void theAccessTokenOfARefreshTokenThatIsStillUsedIsNotSent(RevokedTokens which) {
    Story story = story(which).authorized().authorized("b", withoutRefreshToken("at-2"));

    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-1"));
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void oneThatIsRefusedStopsNeitherTheOtherNorTheRevocationHere() {
    Story story = story(RevokedTokens.BOTH).authorized().isRevoked();
    List<Effect.CallProvider> calls = story.calls(Effect.Revoke.class);
    story.fails(calls.get(0), FailureClass.CONFIGURATION, "unsupported_token_type");
    assertThat(story.audited()).contains("revocation_refused");
    assertThat(story.grant().status()).isEqualTo("revoking");

    story.fails(calls.get(1), FailureClass.TRANSIENT, "http_503").passes(Duration.ofMinutes(10));
    assertThat(story.calls(Effect.Revoke.class)).hasSize(3);
    story.succeeds(story.revocation());
    assertThat(story.grant().status()).isEqualTo("revoked");
    assertThat(story.tokensRevoked()).endsWith(Secret.of("at-1"));
  }

  @Test
  void atMostSixteenAreRememberedHoweverManyTokensAGrantHas() {
    Story story = story(RevokedTokens.BOTH);
    for (int i = 0; i < 12; i++) {
      story.authorized("a-" + i, Story.tokens("at-" + i, "rt-" + i));
      story.passes(Duration.ofSeconds(1));
    }

    assertThat(story.grant().revocations()).hasSizeLessThanOrEqualTo(Grant.MAX_REVOCATIONS);
    assertThat(story.ever(Effect.Audit.class))
        .anyMatch(entry -> entry.action().equals("revocation_given_up"));
  }

  private static Story story(RevokedTokens which) {
    return new Story().with(new TestPolicy().revokedTokens(which).build());
  }

  private static TokenResponse withoutRefreshToken(String accessToken) {
    return Story.response(accessToken, Optional.empty(), Optional.of(Story.LIFETIME));
  }

  private static List<Secret> secrets(String tokens) {
    return List.of(tokens.split(" ")).stream().map(Secret::of).toList();
  }

  private static List<Effect.Call> revokes(String tokens) {
    return List.of(tokens.split(" ")).stream()
        .<Effect.Call>map(token -> new Effect.Revoke(Secret.of(token), token.startsWith("rt")))
        .toList();
  }
}
