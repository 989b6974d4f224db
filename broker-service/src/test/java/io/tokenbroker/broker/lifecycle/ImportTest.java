// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Grants that are brought in from another system. */
class ImportTest {
  private static final Optional<String> ACCESS_TOKEN = Optional.of("at-old");
  private static final Optional<String> REFRESH_TOKEN = Optional.of("rt-old");

  private final Story story = new Story();

  @Test
  void aTokenThatWorksIsPublishedAsItIsAndNobodyIsCalled() {
    story.isImported(
        "i-1", ACCESS_TOKEN, REFRESH_TOKEN, Optional.of(story.now().plusSeconds(3000)), false);

    Tokens tokens = story.theOnly(Effect.PublishToken.class).tokens();
    assertThat(tokens.accessToken()).isEqualTo(Secret.of("at-old"));
    assertThat(tokens.expiresAt()).isEqualTo(story.now().plusSeconds(3000));
    assertThat(tokens.subject()).contains("ada@provider");
    assertThat(story.now(Effect.CallProvider.class)).isEmpty();
    assertThat(succeeded("i-1").version()).isEqualTo(story.version());

    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-old"));
  }

  @Test
  void aRefreshTokenAloneIsRefreshedBeforeAnythingIsPublished() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.outcomes("i-1")).isEmpty();

    story.succeeds(story.refresh(), Story.tokens("at-1", "rt-1"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-1"));
    assertThat(succeeded("i-1").version().sequence()).isEqualTo(1);
  }

  @Test
  void aResponseWithoutARefreshTokenKeepsTheImportedOne() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    story.succeeds(
        story.refresh(), Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));

    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-old"));
  }

  @Test
  void anAccessTokenThatHasExpiredIsRefreshedFirst() {
    story.isImported("i-1", ACCESS_TOKEN, REFRESH_TOKEN, Optional.of(story.now()), false);

    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-old"));
    assertThat(story.now(Effect.Publish.class)).isEmpty();
  }

  @Test
  void anAccessTokenAloneLivesToItsEnd() {
    story.isImported(
        "i-1", ACCESS_TOKEN, Optional.empty(), Optional.of(story.now().plusSeconds(600)), false);
    assertThat(story.active().current().renewal()).isEqualTo(new Renewal.None());

    story.passes(Duration.ofSeconds(601));
    assertThat(story.reauthorizationRequired().reason()).isEqualTo("no_refresh_token");
  }

  @Test
  void whatCanNotBecomeAGrantIsRefusedAndLeavesEverythingAsItWas() {
    story.isImported("none", Optional.empty(), Optional.empty());
    assertThat(story.failure("none")).isEqualTo("no_token");

    story.isImported("old", ACCESS_TOKEN, Optional.empty(), Optional.of(story.now()), false);
    assertThat(story.failure("old")).isEqualTo("token_expired");

    story.with(ConnectorPolicy.UNKNOWN).isImported("lost", ACCESS_TOKEN, REFRESH_TOKEN);
    assertThat(story.failure("lost")).isEqualTo("unknown_connector");

    story.with(new TestPolicy().clientCredentials(true).build());
    story.isImported("client", ACCESS_TOKEN, REFRESH_TOKEN);
    assertThat(story.failure("client")).isEqualTo("unsupported_grant_type");
    assertThat(story.ever(Effect.Publish.class)).isEmpty();
    assertThat(story.ever(Effect.CallProvider.class)).isEmpty();
  }

  @Test
  void aGrantThatIsActiveIsReplacedOnlyWhenThatIsWanted() {
    story.authorized().isImported("i-1", ACCESS_TOKEN, REFRESH_TOKEN);
    assertThat(story.failure("i-1")).isEqualTo("grant_exists");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    TokenVersion before = story.version();

    story.isImported("i-2", ACCESS_TOKEN, REFRESH_TOKEN, Optional.empty(), true);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-old"));
    assertThat(story.version()).isGreaterThan(before);
    assertThat(story.version().generation()).isGreaterThan(before.generation());
  }

  @Test
  void theGrantThatIsToBeReplacedWorksUntilTheProviderHasAnswered() {
    story.authorized();
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN, Optional.empty(), true);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));

    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    assertThat(story.failure("i-1")).isEqualTo("invalid_grant");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
  }

  @Test
  void aGrantThatNeedsAPersonIsHelpedByAnImport() {
    story.refreshing().fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.isImported("i-1", ACCESS_TOKEN, REFRESH_TOKEN);

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-old"));
  }

  @Test
  void anotherAccountIsRefusedBeforeTheProviderIsCalled() {
    story.authorized("a", anotherAccount());
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN, Optional.empty(), true);

    assertThat(story.failure("i-1")).isEqualTo("account_mismatch");
    assertThat(story.refreshTokensSent()).isEmpty();
  }

  @Test
  void anotherAccountThatShowsInTheResponseIsRefusedAndItsTokensAreLeftAlone() {
    story.authorized("a", Story.tokens("at-1", "rt-1"));
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN, Optional.empty(), true);
    story.succeeds(story.refresh(), anotherAccount());

    assertThat(story.failure("i-1")).isEqualTo("account_mismatch");
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void aCommandThatIsDeliveredTwiceIsCarriedOutOnceAndAnsweredTwice() {
    story.isImported("i-1", ACCESS_TOKEN, REFRESH_TOKEN);
    TokenVersion version = story.version();
    story.isImported("i-1", ACCESS_TOKEN, REFRESH_TOKEN);

    assertThat(story.version()).isEqualTo(version);
    assertThat(story.outcomes("i-1")).hasSize(2).containsOnly(succeeded("i-1"));
  }

  @Test
  void aCommandThatIsDeliveredTwiceWhileTheProviderIsAskedMakesOneCall() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);

    assertThat(story.refreshTokensSent()).hasSize(1);
    assertThat(story.outcomes("i-1")).isEmpty();
  }

  @Test
  void aProvidersTroubleIsWaitedOutForAnHour() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    while (story.outcomes("i-1").isEmpty()) {
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      story.passes(Duration.ofSeconds(31));
    }

    assertThat(story.failure("i-1")).isEqualTo("provider_unavailable");
    assertThat(Duration.between(Story.START, story.now()))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    assertThat(story.refreshTokensSent().size()).isGreaterThan(60);
  }

  @Test
  void aReusableRefreshTokenWhoseCallWasLostIsTriedAgain() {
    story.with(new RefreshReplay.Safe()).isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    story.isLost(story.refresh()).passes(Duration.ofSeconds(2));
    story.succeeds(story.refresh(), Story.tokens("at-1", "rt-1"));

    assertThat(story.refreshTokensSent()).hasSize(2);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
  }

  @Test
  void aStrictlyRotatedRefreshTokenWhoseCallWasLostIsTriedOnceMore() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    story.isLost(story.refresh()).passes(Duration.ofSeconds(2));
    assertThat(story.refreshTokensSent()).hasSize(2);
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.failure("i-1")).isEqualTo("outcome_unknown");
  }

  @Test
  void withinItsGraceWindowAnImportedRefreshTokenIsTriedAgainAndAfterItOnceMore() {
    story
        .with(new RefreshReplay.Grace(Duration.ofSeconds(30)))
        .isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    story.isLost(story.refresh()).passes(Duration.ofSeconds(2));
    assertThat(story.refresh().notAfter()).isEqualTo(Story.START.plusSeconds(28));
    story.isNotSent(story.refresh(), Optional.of(Duration.ofSeconds(40)));
    story.passes(Duration.ofSeconds(40));
    assertThat(story.refreshTokensSent()).hasSize(3);
    story.isLost(story.refresh());

    assertThat(story.failure("i-1")).isEqualTo("outcome_unknown");
  }

  @Test
  void aReplyThatTurnsUpWhileTheImportGoesOnIsItsSuccess() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(Duration.ofSeconds(2));
    Effect.CallProvider second = story.refresh();
    story.succeeds(first, Story.tokens("at-1", "rt-1"));
    assertThat(succeeded("i-1").version()).isEqualTo(story.version());

    story.succeeds(second, Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().refreshTokens())
        .containsExactlyInAnyOrder(Secret.of("rt-1"), Secret.of("rt-2"));
  }

  @Test
  void aReplyThatTurnsUpAfterTheImportHasFailedBringsTheGrant() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    Effect.CallProvider first = story.refresh();
    story.isLost(first).passes(Duration.ofSeconds(2));
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.succeeds(first, Story.tokens("at-1", "rt-1"));

    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-1"));
    assertThat(story.failure("i-1")).as("one outcome").isEqualTo("outcome_unknown");
    assertThat(story.outcomes("i-1")).hasSize(1);
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void aRefreshTokenThatIsBeingRevokedIsNotImported() {
    story.authorized().passes(Duration.ofMinutes(1)).isRevoked();
    story.passes(Duration.ofSeconds(1)).isImported("i-1", Optional.empty(), Optional.of("rt-1"));

    assertThat(story.failure("i-1")).isEqualTo("refresh_token_in_use");
  }

  @Test
  void aRevocationEndsAnImportThatIsUnderWayAndRevokesItsTokens() {
    story.isImported("i-1", Optional.empty(), REFRESH_TOKEN);
    story.passes(Duration.ofSeconds(1)).isRevoked();
    assertThat(story.failure("i-1")).isEqualTo("revoked");

    story.succeeds(story.refresh(), Story.tokens("at-1", "rt-1"));
    assertThat(story.now(Effect.PublishToken.class)).isEmpty();
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  private Outcome.Succeeded succeeded(String id) {
    assertThat(story.outcomes(id)).isNotEmpty();
    return (Outcome.Succeeded) story.outcomes(id).get(0);
  }

  private static TokenResponse anotherAccount() {
    return Story.response(
        "at-other", Optional.of("rt-other"), Optional.of(Story.LIFETIME), Optional.of("grace"));
  }
}
