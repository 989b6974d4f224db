// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.Binding;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A personal grant comes into force when it is known whose it is. */
class ConfirmationTest {
  private static final BoundBy NOTHING = new BoundBy.Nothing();
  private static final BoundBy LOGIN = new BoundBy.Login();
  private static final BoundBy CODE = new BoundBy.ConfirmationCode(Hashes.sha256("code"));

  private final Story story = new Story();

  // ---- what has to be known of who comes back

  @ParameterizedTest
  @CsvSource({
    "CONFIRM, nothing, false",
    "CONFIRM, login, true",
    "CONFIRM, code, true",
    "LOGIN, nothing, false",
    "LOGIN, login, true",
    "LOGIN, code, false",
    "LINK, nothing, true",
    "LINK, login, true",
    "LINK, code, true",
  })
  void aCodeIsExchangedOnlyIfEnoughIsKnownOfWhoBroughtIt(
      Binding binding, String by, boolean isExchanged) {
    BoundBy boundBy = by.equals("nothing") ? NOTHING : by.equals("login") ? LOGIN : CODE;
    story.with(binding(binding)).starts("a").comesBackBoundBy("a", boundBy);

    assertThat(story.calls(Effect.Exchange.class)).hasSize(isExchanged ? 1 : 0);
    if (!isExchanged) {
      assertThat(story.failure("a")).isEqualTo("binding_missing");
    }
  }

  @ParameterizedTest
  @EnumSource(Binding.class)
  void aSharedGrantIsNobodysAndNeedsNoBinding(Binding binding) {
    story.ofAll().with(binding(binding)).starts("a").comesBackBoundBy("a", NOTHING);

    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Binding.class)
  void whatNoCodeCanConfirmIsNotExchanged(Binding binding) {
    story
        .with(binding(binding))
        .starts("a")
        .comesBackBoundBy("a", new BoundBy.ConfirmationCode(""));

    assertThat(story.failure("a")).isEqualTo("binding_missing");
    assertThat(story.calls(Effect.Exchange.class)).isEmpty();
  }

  @Test
  void aLoginNeedsNoConfirmation() {
    story.with(binding(Binding.CONFIRM)).starts("a").comesBackBoundBy("a", LOGIN);
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(story.outcomes("a")).hasOnlyElementsOfType(Outcome.Succeeded.class).hasSize(1);
  }

  // ---- held back

  @ParameterizedTest
  @EnumSource(
      value = Binding.class,
      names = {"CONFIRM", "LINK"})
  void tokensAreHeldBackUntilTheyAreConfirmedWhateverTheConnectorSays(Binding binding) {
    story.with(binding(binding)).isHeldBack("a", Story.tokens("at-1", "rt-1"));

    Effect.AnswerAwaitingConfirmation answer =
        story.theOnly(Effect.AnswerAwaitingConfirmation.class);
    assertThat(answer.authorizationId()).isEqualTo("a");
    assertThat(answer.confirmationHash()).isEqualTo(Hashes.sha256("confirmation-of-browser"));
    assertThat(answer.confirmBy()).isEqualTo(story.now().plus(Duration.ofMinutes(10)));
    assertThat(answer.subject()).contains("ada@provider");
    assertThat(answer.scopes()).containsExactly("repo");
    assertThat(story.ever(Effect.Publish.class)).isEmpty();
    assertThat(story.outcomes("a")).isEmpty();
    assertThat(story.grant().credential()).isInstanceOf(Credential.Absent.class);
  }

  @Test
  void theFormerGrantStaysInForceAndIsRefreshedWhileAnotherWaits() {
    story.authorized();
    Grant before = story.grant();
    story.isHeldBack("b", Story.tokens("at-b", "rt-b"));

    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.grant().credential()).isEqualTo(before.credential());
    assertThat(story.version()).isEqualTo(before.version());
    story.needsNewer(story.version());
    assertThat(story.refreshTokensSent()).isEmpty();
    story.passes(Duration.ofSeconds(11)).needsNewer(story.version());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void noTokenAndNoCodeShowsInWhatWaits() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1")).isConfirmed("a", "another");

    assertThat(story.grant().toString() + story.ever(Effect.class))
        .doesNotContain("at-1", "rt-1", "confirmation-of");
  }

  @Test
  void whoeverComesBackAgainIsToldThatItWaitsForTheFirstBrowser() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    Grant before = story.grant();
    story.comesBackToConfirm("a", "another");

    assertThat(story.theOnly(Effect.AnswerAwaitingConfirmation.class).confirmationHash())
        .isEqualTo(Hashes.sha256("confirmation-of-browser"));
    assertThat(story.grant()).isEqualTo(before);
  }

  @Test
  void ofTwoBrowsersTheOneWhoseCodeIsExchangedCounts() {
    story.starts("a").comesBackToConfirm("a", "browser").comesBackToConfirm("a", "another");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(story.theOnly(Effect.AnswerAwaitingConfirmation.class).confirmationHash())
        .isEqualTo(Hashes.sha256("confirmation-of-browser"));
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void anErrorThatTheBrowserBringsLaterChangesNothing() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    Grant before = story.grant();
    story.when(new Input.AuthorizationRejected("a", "access_denied", Optional.empty()));

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.outcomes("a")).isEmpty();
  }

  @Test
  void whoeverOpensThePushedLinkAgainIsToldThatItWaits() {
    story.startsPushed("a").takesThePush().comesBackToConfirm("a", "browser");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1")).startsPushed("a");

    assertThat(story.theOnly(Effect.AnswerAwaitingConfirmation.class).authorizationId())
        .isEqualTo("a");
  }

  @Test
  void anotherAccountIsRefusedAtOnce() {
    story
        .authorized()
        .isHeldBack(
            "b",
            Story.response(
                "at-b", Optional.of("rt-b"), Optional.of(Story.LIFETIME), Optional.of("eve")));

    assertThat(story.failure("b")).isEqualTo("account_mismatch");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-b"));
  }

  @Test
  void ofManyThatWaitTheEarliestGivesWay() {
    for (int i = 0; i <= ConfirmationRules.MAX_HELD_BACK; i++) {
      story.isHeldBack("a" + i, Story.tokens("at-" + i, "rt-" + i));
    }

    assertThat(story.failure("a0")).isEqualTo("superseded");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-0"));
    assertThat(story.isConfirmed("a1", "browser").outcomes("a1"))
        .hasOnlyElementsOfType(Outcome.Succeeded.class);
  }

  // ---- confirmed

  @Test
  void theRightCodeBringsItIntoForce() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    story.passes(Duration.ofMinutes(3)).isConfirmed("a", "browser");

    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-1"));
    assertThat(story.outcomes("a")).hasOnlyElementsOfType(Outcome.Succeeded.class).hasSize(1);
    Effect.AnswerDescription answer = story.theOnly(Effect.AnswerDescription.class);
    assertThat(answer.correlationId()).isEqualTo("c-1");
    assertThat(answer.description().state()).isEqualTo("active");
    assertThat(answer.description().version()).isEqualTo(story.version());
  }

  @Test
  void theSameCodeGetsTheSameAnswerForAnHour() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1")).isConfirmed("a", "browser");
    story.passes(Duration.ofMinutes(20)).isConfirmed("a", "browser");

    assertThat(story.theOnly(Effect.AnswerDescription.class).description().state())
        .isEqualTo("active");
    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.passes(Duration.ofHours(1)).isConfirmed("a", "browser"))
        .extracting(ConfirmationTest::refusal)
        .isEqualTo("unknown_authorization");
  }

  @Test
  void aWrongCodeChangesNothing() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    Grant before = story.grant();
    story.isConfirmed("a", "another");

    assertThat(refusal(story)).isEqualTo("confirmation_code_wrong");
    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.isConfirmed("a", "browser").outcomes("a"))
        .hasOnlyElementsOfType(Outcome.Succeeded.class);
  }

  @Test
  void aWrongCodeIsWrongAfterwardsToo() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1")).isConfirmed("a", "browser");

    assertThat(refusal(story.isConfirmed("a", "another"))).isEqualTo("confirmation_code_wrong");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
  }

  @Test
  void theFormerGrantsTokensAreRevokedOnceTheNewOneIsConfirmed() {
    story.authorized().isHeldBack("b", Story.tokens("at-b", "rt-b"));
    assertThat(story.tokensRevoked()).isEmpty();
    story.isConfirmed("b", "browser");

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
  }

  @Test
  void aTokenThatExpiredWhileItWaitedIsRefreshedAsSoonAsItIsConfirmed() {
    story
        .isHeldBack(
            "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofMinutes(2))))
        .passes(Duration.ofMinutes(5))
        .isConfirmed("a", "browser");

    assertThat(story.outcomes("a")).hasOnlyElementsOfType(Outcome.Succeeded.class);
    assertThat(story.refreshAt()).isEqualTo(story.now().plus(RefreshTiming.SOONEST));
    assertThat(story.passes(RefreshTiming.SOONEST).refreshTokensSent())
        .containsExactly(Secret.of("rt-1"));
  }

  @Test
  void aRefreshTokenOfTheFirstConsentGoesOnRenewingWhatIsConfirmed() {
    story
        .authorized()
        .isHeldBack("b", Story.response("at-b", Optional.empty(), Optional.of(Story.LIFETIME)))
        .isConfirmed("b", "browser");

    assertThat(story.active().current().refreshTokens()).containsExactly(Secret.of("rt-1"));
  }

  // ---- confirmed too early, too late, or for nothing

  @Test
  void nothingIsConfirmedBeforeThereAreTokens() {
    story.starts("a").isConfirmed("a", "browser");
    assertThat(refusal(story)).isEqualTo("not_yet_exchanged");
    story.comesBackToConfirm("a", "browser").isConfirmed("a", "browser");
    assertThat(refusal(story)).isEqualTo("not_yet_exchanged");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(story.ever(Effect.Publish.class)).isEmpty();
    assertThat(story.isConfirmed("a", "browser").now(Effect.PublishToken.class)).hasSize(1);
  }

  @Test
  void whatNeededNoConfirmationCantBeConfirmed() {
    story.starts("a").comesBack("a").isConfirmed("a", "browser");
    assertThat(refusal(story)).isEqualTo("nothing_to_confirm");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1")).isConfirmed("a", "browser");

    assertThat(refusal(story)).isEqualTo("nothing_to_confirm");
  }

  @Test
  void whatHasFailedIsRefusedWithItsReason() {
    story.starts("a").comesBackToConfirm("a", "browser");
    story.fails(story.exchange(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(refusal(story.isConfirmed("a", "browser"))).isEqualTo("invalid_grant");
  }

  @Test
  void aCommandThatWaitedTooLongForABrokerIsRefused() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    Instant before = story.now().minus(Duration.ofMinutes(10)).minusMillis(1);

    assertThat(refusal(story.isConfirmedAt("a", "browser", before))).isEqualTo("expired");
    assertThat(
            story
                .isConfirmedAt("a", "browser", before.plusMillis(1))
                .now(Effect.PublishToken.class))
        .hasSize(1);
  }

  @Test
  void whatIsNotConfirmedInTimeHasFailedAndItsTokensAreRevoked() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    story.passes(Duration.ofMinutes(10).minusMillis(1));
    assertThat(story.outcomes("a")).isEmpty();
    story.passes(Duration.ofMillis(1));

    assertThat(story.failure("a")).isEqualTo("not_confirmed");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
    assertThat(refusal(story.isConfirmed("a", "browser"))).isEqualTo("not_confirmed");
    assertThat(story.ever(Effect.Publish.class)).isEmpty();
  }

  @Test
  void aCodeThatComesBeforeTheTimerButAfterTheTimeIsTooLate() {
    story.isHeldBack("a", Story.tokens("at-1", "rt-1"));
    Instant late = story.now().plus(Duration.ofMinutes(10));
    Decision decision =
        new TokenLifecycle()
            .decide(
                Story.KEY,
                story.state(),
                new Input.ConfirmationReceived(
                    "c-1", "a", Secret.of("confirmation-of-browser"), "api-key-1", late),
                binding(Binding.CONFIRM),
                late);

    assertThat(decision.effects())
        .noneMatch(Effect.Publish.class::isInstance)
        .anyMatch(
            effect ->
                effect instanceof Effect.AnswerRejected answer
                    && answer.reason().equals("not_confirmed"));
  }

  // ---- revoked at the provider, unless that would hurt

  @Test
  void whereRevokingHurtsTheGrantInForceTheLapsedTokensAreLeftAndThatIsSaid() {
    story
        .with(new TestPolicy().wholeGrant(true).build())
        .authorized()
        .isHeldBack("b", Story.tokens("at-b", "rt-b"))
        .passes(Duration.ofMinutes(10));

    assertThat(story.failure("b")).isEqualTo("not_confirmed");
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
  }

  @Test
  void tokensOfAnotherAccountCanBeRevokedWithoutHarm() {
    story
        .with(new TestPolicy().wholeGrant(true).accountChangeAllowed().build())
        .authorized()
        .isHeldBack(
            "b",
            Story.response(
                "at-b", Optional.of("rt-b"), Optional.of(Story.LIFETIME), Optional.of("eve")))
        .passes(Duration.ofMinutes(10));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-b"));
  }

  @Test
  void aTokenThatTheGrantInForceUsesIsNotRevokedWithWhatLapsed() {
    story.authorized().isHeldBack("b", Story.tokens("at-b", "rt-1")).passes(Duration.ofMinutes(10));

    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void whatLapsesDoesNotTakeAnotherThatWaitsWithIt() {
    story
        .with(new TestPolicy().wholeGrant(true).build())
        .isHeldBack("a", Story.tokens("at-a", "rt-a"))
        .passes(Duration.ofMinutes(5))
        .isHeldBack("b", Story.tokens("at-b", "rt-b"))
        .passes(Duration.ofMinutes(5));

    assertThat(story.failure("a")).isEqualTo("not_confirmed");
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.isConfirmed("b", "browser").now(Effect.PublishToken.class)).hasSize(1);
  }

  @Test
  void whatLapsesIsNotRevokedWhileAnotherAuthorizationIsExchanged() {
    story.with(new TestPolicy().wholeGrant(true).build());
    lapsesWhileAnotherIsExchanged();

    assertThat(story.failure("a")).isEqualTo("not_confirmed");
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("revocation_waits");
    story.succeeds(story.exchange(), Story.tokens("at-b", "rt-b")).passes(Duration.ofHours(1));
    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
  }

  @Test
  void whatLapsedIsRevokedAsSoonAsTheOtherExchangeHasFailed() {
    story.with(new TestPolicy().wholeGrant(true).build());
    lapsesWhileAnotherIsExchanged();
    story.fails(story.exchange(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.passes(Duration.ofMinutes(30));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
  }

  @Test
  void whatLapsedIsRevokedBesideAnExchangeWhereARevocationTakesOneToken() {
    lapsesWhileAnotherIsExchanged();

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
  }

  @Test
  void aLapsedGrantIsNotRevokedWhereTheGrantInForceDoesNotNameItsAccount() {
    story
        .with(new TestPolicy().wholeGrant(true).build())
        .authorized("a", accountUnknown("at-a", "rt-a"))
        .isHeldBack("b", Story.tokens("at-b", "rt-b"))
        .passes(Duration.ofMinutes(10));

    assertThat(story.failure("b")).isEqualTo("not_confirmed");
    assertThat(story.tokensRevoked()).isEmpty();
  }

  @Test
  void whatWaitsForAnExchangeIsGivenUpAfterADay() {
    story.with(new TestPolicy().wholeGrant(true).build());
    lapsesWhileAnotherIsExchanged();
    story.passes(Duration.ofHours(26));

    assertThat(story.tokensRevoked()).isEmpty();
    assertThat(story.audited()).contains("revocation_given_up");
    assertThat(story.grant().revocations()).isEmpty();
  }

  @Test
  void aRevokedGrantsTokensDoNotWaitForAnExchangeThatWasRevokedToo() {
    story
        .with(new TestPolicy().wholeGrant(true).build())
        .authorized()
        .starts("b")
        .comesBack("b")
        .isRevoked();

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  // ---- other ends

  @Test
  void aCodeIsRefusedWhereTheConnectorDemandsALoginByThen() {
    story.isHeldBack("a", Story.tokens("at-a", "rt-a"));
    story.with(binding(Binding.LOGIN)).isConfirmed("a", "browser");

    assertThat(refusal(story)).isEqualTo("binding_missing");
    assertThat(story.failure("a")).isEqualTo("binding_missing");
    assertThat(story.ever(Effect.Publish.class)).isEmpty();
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
    assertThat(refusal(story.with(binding(Binding.CONFIRM)).isConfirmed("a", "browser")))
        .isEqualTo("binding_missing");
  }

  @Test
  void aLaterAuthorizationThatSucceedsSupersedesWhatWaits() {
    story.isHeldBack("a", Story.tokens("at-a", "rt-a")).authorized("b", Story.tokens("at", "rt"));

    assertThat(story.failure("a")).isEqualTo("superseded");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
    assertThat(refusal(story.isConfirmed("a", "browser"))).isEqualTo("superseded");
  }

  @Test
  void anEarlierAuthorizationThatSucceedsLeavesWhatWaitsInPeace() {
    story.starts("b").isHeldBack("a", Story.tokens("at-a", "rt-a")).comesBack("b");
    story.succeeds(story.exchange(), Story.tokens("at-b", "rt-b"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
    story.isConfirmed("a", "browser");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-a"));
  }

  @Test
  void theAccountIsLookedAtAgainWhenItIsConfirmed() {
    story.starts("b").isHeldBack("a", Story.tokens("at-a", "rt-a")).comesBack("b");
    story.succeeds(
        story.exchange(),
        Story.response(
            "at-b", Optional.of("rt-b"), Optional.of(Story.LIFETIME), Optional.of("eve")));
    story.isConfirmed("a", "browser");

    assertThat(refusal(story)).isEqualTo("account_mismatch");
    assertThat(story.failure("a")).isEqualTo("account_mismatch");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
  }

  @Test
  void aRevocationEndsWhatWaitsAndRevokesItsTokensToo() {
    story.authorized().isHeldBack("b", Story.tokens("at-b", "rt-b")).isRevoked();

    assertThat(story.failure("b")).isEqualTo("revoked");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"), Secret.of("rt-b"));
    assertThat(refusal(story.isConfirmed("b", "browser"))).isEqualTo("revoked");
  }

  @Test
  void aRevocationOfTheWholeGrantRevokesWhatWaitedToo() {
    story
        .with(new TestPolicy().wholeGrant(true).build())
        .authorized()
        .isHeldBack("b", Story.tokens("at-b", "rt-b"))
        .isRevoked();

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"), Secret.of("rt-b"));
  }

  @Test
  void aRevocationEndsWhatWaitsWhereThereIsNoGrantYet() {
    story.isHeldBack("a", Story.tokens("at-a", "rt-a")).isRevoked();

    assertThat(story.failure("a")).isEqualTo("revoked");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
    assertThat(story.grant().credential()).isInstanceOf(Credential.Revoked.class);
  }

  @Test
  void anErasureForgetsWhatWaited() {
    story.isHeldBack("a", Story.tokens("at-a", "rt-a")).isErased();
    story.succeeds(story.revocation()).passes(Duration.ofHours(2));

    assertThat(story.failure("a")).isEqualTo("revoked");
    assertThat(story.state()).isEmpty();
  }

  @Test
  void tokensThatTurnUpAfterTheOutcomeAreNotHeldBackButRevoked() {
    story.starts("a").comesBackToConfirm("a", "browser");
    Effect.CallProvider exchange = story.exchange();
    story.isLost(exchange).succeeds(exchange, Story.tokens("at-1", "rt-1"));

    assertThat(story.failure("a")).isEqualTo("outcome_unknown");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
    assertThat(refusal(story.isConfirmed("a", "browser"))).isEqualTo("outcome_unknown");
  }

  @Test
  void aRevocationDuringTheExchangeIsTheReasonForWhoConfirms() {
    story.starts("a").comesBackToConfirm("a", "browser").isRevoked().isConfirmed("a", "browser");

    assertThat(refusal(story)).isEqualTo("revoked");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.ever(Effect.AnswerAwaitingConfirmation.class)).isEmpty();
  }

  @Test
  void aRevocationThatWasAskedForBeforeLeavesWhatWasStartedSinceWaiting() {
    story.isHeldBack("a", Story.tokens("at-a", "rt-a"));
    story.when(
        new Input.RevokeRequested(
            "c", "user_request", false, "ops", Story.START.minus(Duration.ofMinutes(6))));

    assertThat(story.outcomes("a")).isEmpty();
    assertThat(story.isConfirmed("a", "browser").now(Effect.PublishToken.class)).hasSize(1);
  }

  private void lapsesWhileAnotherIsExchanged() {
    story
        .isHeldBack("a", Story.tokens("at-a", "rt-a"))
        .passes(Duration.ofMinutes(9))
        .starts("b")
        .comesBack("b")
        .passes(Duration.ofMinutes(1));
  }

  private static TokenResponse accountUnknown(String accessToken, String refreshToken) {
    return Story.response(
        accessToken, Optional.of(refreshToken), Optional.of(Story.LIFETIME), Optional.empty());
  }

  private static String refusal(Story story) {
    return story.theOnly(Effect.AnswerRejected.class).reason();
  }

  private static ConnectorPolicy binding(Binding binding) {
    return new TestPolicy().binding(binding).build();
  }
}
