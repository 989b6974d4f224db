// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.AuthorizationRejected;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
  private final Story story = new Story();

  @Test
  void aStartedAuthorizationWaitsForItsCodeAndCallsNobody() {
    story.starts("a");

    assertThat(story.ever(Effect.CallProvider.class)).isEmpty();
    assertThat(story.grant().authorizations()).hasSize(1);
    assertThat(story.audited()).containsExactly("authorization_started");
  }

  @Test
  void aCodeIsExchangedWithTheVerifierAndRedirectUriOfItsStart() {
    story.starts("a").comesBack("a");

    Effect.CallProvider call = story.theOnly(Effect.CallProvider.class);
    assertThat(call.call())
        .isEqualTo(
            new Effect.Exchange(
                Secret.of("code-of-a"),
                Secret.of("verifier-of-a"),
                "https://gateway.example/oauth/callback"));
    assertThat(call.connectorRevision()).isEqualTo(7);
    assertThat(call.endpointOrigin()).isEqualTo(Story.ORIGIN);
    assertThat(call.notAfter()).isEqualTo(Story.START.plus(Duration.ofMinutes(10)));
  }

  @Test
  void aSuccessfulExchangePublishesTheFirstTokenAndAnswersTheOutcome() {
    story.authorized("a", Story.tokens("at-1", "rt-1"));

    TokenVersion version = new TokenVersion(Story.START.toEpochMilli(), 1);
    Effect.PublishToken published = story.theOnly(Effect.PublishToken.class);
    assertThat(published.version()).isEqualTo(version);
    assertThat(published.tokens().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(published.tokens().scopes()).containsExactly("repo");
    assertThat(story.outcomes("a"))
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Succeeded.class,
            success -> {
              assertThat(success.version()).isEqualTo(version);
              assertThat(success.subject()).contains("ada@provider");
            });
    assertThat(story.audited()).containsExactly("token_issued");
  }

  @Test
  void aSecondCallbackWhileTheExchangeRunsMakesNoSecondExchange() {
    story.starts("a").comesBack("a").comesBack("a");

    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    assertThat(story.audited()).containsExactly("callback_repeated");
    assertThat(story.effects()).hasSize(1);
  }

  @Test
  void aReplayedCallbackGetsTheSameOutcomeAndTheGrantIsKept() {
    story.authorized("a", Story.tokens("at-1", "rt-1"));
    Grant before = story.grant();

    story.passes(Duration.ofMinutes(2)).comesBack("a");

    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    assertThat(story.outcomes("a")).hasSize(2);
    assertThat(story.outcomes("a").get(1)).isEqualTo(story.outcomes("a").get(0));
    assertThat(story.grant()).isEqualTo(before);
  }

  @Test
  void aReplayOfAFailedAuthorizationFailsTheSameWay() {
    story.starts("a").comesBack("a");
    story.fails(story.exchange(), FailureClass.REAUTHORIZE, "invalid_grant").comesBack("a");

    assertThat(story.outcomes("a")).hasSize(2).containsOnly(story.outcomes("a").get(0));
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void anOutcomeIsForgottenAfterAnHourAndTheCodeIsStillNotExchanged() {
    story.authorized(
        "a", Story.response("at-1", Optional.empty(), Optional.of(Duration.ofDays(1))));

    story.passes(Duration.ofMinutes(59));
    assertThat(story.grant().authorizations()).hasSize(1);
    story.passes(Duration.ofMinutes(2));
    assertThat(story.grant().authorizations()).isEmpty();

    story.comesBack("a");
    assertThat(story.failure("a")).isEqualTo("unknown_authorization");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void aCodeOfAnAuthorizationThatNobodyStartedIsRefused() {
    story.comesBack("never-started");

    assertThat(story.failure("never-started")).isEqualTo("unknown_authorization");
    assertThat(story.ever(Effect.CallProvider.class)).isEmpty();
    assertThat(story.state()).isEmpty();
  }

  @Test
  void anAbandonedAuthorizationEndsAfterTenMinutesWithAnOutcome() {
    story.starts("a").passes(Duration.ofMinutes(10).minusMillis(1));
    assertThat(story.outcomes("a")).isEmpty();

    story.passes(Duration.ofMillis(1));
    assertThat(story.failure("a")).isEqualTo("expired");
  }

  @Test
  void anAbandonedFirstAuthorizationLeavesNothingBehind() {
    story.starts("a").passes(Duration.ofMinutes(10)).passes(Duration.ofHours(1));

    assertThat(story.state()).isEmpty();
    assertThat(story.outcomes("a")).hasSize(1);
  }

  @Test
  void theGatewaysClockDoesNotDecideWhenAnAuthorizationExpires() {
    story.startsAt("slow", Story.START.minus(Duration.ofMinutes(5)));
    story.startsAt("fast", Story.START.plus(Duration.ofMinutes(5)));

    story.passes(Duration.ofMinutes(9));
    assertThat(story.ever(Effect.AnswerAuthorization.class)).isEmpty();
    story.passes(Duration.ofMinutes(2));
    assertThat(story.failure("slow")).isEqualTo("expired");
    assertThat(story.failure("fast")).isEqualTo("expired");
  }

  @Test
  void anAuthorizationThatWouldNeverExpireExpiresWithinAnHour() {
    story.when(
        new Input.AuthorizationStarted(
            "a",
            Story.START,
            Story.START.plus(Duration.ofDays(400)),
            "https://gateway.example/oauth/callback",
            List.of(),
            Secret.of("verifier"),
            7,
            "api-key-1"));

    story.passes(Duration.ofHours(1));
    assertThat(story.failure("a")).isEqualTo("expired");
  }

  @Test
  void aLinkThatIsOpenedAgainStartsNothingNew() {
    story.starts("a");
    Grant before = story.grant();

    story.passes(Duration.ofMinutes(1)).starts("a");

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.audited()).containsExactly("authorization_start_repeated");
    assertThat(story.effects()).hasSize(1);
  }

  @Test
  void theProvidersErrorIsTheOutcome() {
    story
        .starts("a")
        .when(new AuthorizationRejected("a", "access_denied", Optional.of("the person said no")));

    assertThat(story.outcomes("a"))
        .containsExactly(
            new Outcome.Failed("access_denied", Optional.of("the person said no"), Story.START));
  }

  @Test
  void anErrorAfterTheCodeChangesNothing() {
    story.starts("a").comesBack("a");
    story.when(new AuthorizationRejected("a", "access_denied", Optional.empty()));
    assertThat(story.audited()).containsExactly("callback_repeated");
    assertThat(story.effects()).hasSize(1);

    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.outcomes("a")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void anErrorAfterTheOutcomeRepeatsTheOutcome() {
    story.authorized("a", Story.tokens("at-1", "rt-1"));
    story.when(new AuthorizationRejected("a", "access_denied", Optional.empty()));

    assertThat(story.outcomes("a")).hasSize(2).containsOnly(story.outcomes("a").get(0));
  }

  @Test
  void aRejectionOfAnAuthorizationThatNobodyStartedIsAnswered() {
    story.when(new AuthorizationRejected("a", "access_denied", Optional.empty()));

    assertThat(story.failure("a")).isEqualTo("unknown_authorization");
  }

  @Test
  void ofTwoAuthorizationsTheLaterStartedWinsThoughItIsAnsweredFirst() {
    story.starts("early").starts("late").comesBack("early").comesBack("late");
    Effect.CallProvider early = story.calls(Effect.Exchange.class).get(0);
    Effect.CallProvider late = story.calls(Effect.Exchange.class).get(1);

    story.succeeds(late, Story.tokens("at-late", "rt-late"));
    story.succeeds(early, Story.tokens("at-early", "rt-early"));

    assertThat(story.failure("early")).isEqualTo("superseded");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-late"));
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-early"));
  }

  @Test
  void ofTwoAuthorizationsTheLaterStartedWinsWhenItIsAnsweredLast() {
    story.starts("early").starts("late").comesBack("early").comesBack("late");
    Effect.CallProvider early = story.calls(Effect.Exchange.class).get(0);
    Effect.CallProvider late = story.calls(Effect.Exchange.class).get(1);

    story.succeeds(early, Story.tokens("at-early", "rt-early"));
    TokenVersion first = story.version();
    story.succeeds(late, Story.tokens("at-late", "rt-late"));

    assertThat(story.outcomes("early")).singleElement().isInstanceOf(Outcome.Succeeded.class);
    assertThat(story.outcomes("late")).singleElement().isInstanceOf(Outcome.Succeeded.class);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-late"));
    assertThat(story.version()).isGreaterThan(first);
  }

  @Test
  void aCodeThatCameTooLateAgainstALaterStartedGrantIsNotEvenExchanged() {
    story.starts("early").starts("late").comesBack("late");
    story.succeeds(story.exchange(), Story.tokens("at-late", "rt-late")).comesBack("early");

    assertThat(story.failure("early")).isEqualTo("superseded");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void anotherAccountIsRefusedAndItsTokensAreRevoked() {
    story.authorized("a", Story.tokens("at-1", "rt-1"));
    story.passes(Duration.ofMinutes(1)).starts("b").comesBack("b");
    story.succeeds(
        story.exchange(),
        Story.response(
            "at-x", Optional.of("rt-x"), Optional.of(Story.LIFETIME), Optional.of("grace@p")));

    assertThat(story.failure("b")).isEqualTo("account_mismatch");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-x"));
  }

  @Test
  void theSameAccountMayAuthorizeAgain() {
    story.authorized("a", Story.tokens("at-1", "rt-1"));
    story.passes(Duration.ofMinutes(1)).authorized("b", Story.tokens("at-2", "rt-2"));

    assertThat(story.outcomes("b")).singleElement().isInstanceOf(Outcome.Succeeded.class);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
  }

  @Test
  void aCodeThatWasNotSentIsTriedAgainWhenTheCallerSaysSo() {
    story.starts("a").comesBack("a");
    story.isNotSent(story.exchange(), Optional.of(Duration.ofSeconds(3)));

    story.passes(Duration.ofSeconds(3).minusMillis(1));
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    story.passes(Duration.ofMillis(1));
    assertThat(story.calls(Effect.Exchange.class)).hasSize(2);

    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.outcomes("a")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aCodeThatCanNotBeSentInTimeEndsWithAnOutcome() {
    story.starts("a").comesBack("a");

    while (story.outcomes("a").isEmpty()) {
      story.isNotSent(story.exchange(), Optional.of(Duration.ofMinutes(3)));
      story.passes(Duration.ofMinutes(3));
    }

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(4);
  }

  @Test
  void anExchangeWhoseFateIsUnknownIsNeverRepeated() {
    story.starts("a").comesBack("a").isLost(story.exchange());

    assertThat(story.failure("a")).isEqualTo("outcome_unknown");
    story.passes(Duration.ofDays(9)).comesBack("a");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void anExchangeThatTheProviderRefusesEndsWithItsError() {
    story.starts("a").comesBack("a");
    story.fails(story.exchange(), FailureClass.TRANSIENT, "http_503");

    assertThat(story.failure("a")).isEqualTo("http_503");
    story.passes(Duration.ofHours(2));
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    assertThat(story.state()).isEmpty();
  }

  @Test
  void aFailedAuthorizationLeavesTheGrantAsItWas() {
    story.authorized();
    Credential before = story.grant().credential();

    story.passes(Duration.ofMinutes(1)).starts("b").comesBack("b");
    story.fails(story.exchange(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.grant().credential()).isEqualTo(before);
  }

  @Test
  void anUnknownConnectorIsAnOutcomeAndNoCall() {
    story.with(ConnectorPolicy.UNKNOWN).starts("a").comesBack("a");

    assertThat(story.failure("a")).isEqualTo("unknown_connector");
    assertThat(story.ever(Effect.CallProvider.class)).isEmpty();
  }

  @Test
  void anExchangeNeverWaitsForARefreshInFlight() {
    story.refreshing().starts("b").comesBack("b");

    assertThat(story.theOnly(Effect.CallProvider.class).call()).isInstanceOf(Effect.Exchange.class);
    assertThat(story.active().refresh()).isInstanceOf(CallSlot.InFlight.class);
  }

  @Test
  void aRefreshOfTheGenerationBeforeDoesNotTouchTheNewOne() {
    story.refreshing();
    Effect.CallProvider oldRefresh = story.refresh();
    story.authorized("b", Story.tokens("at-b", "rt-b"));

    story.succeeds(oldRefresh, Story.tokens("at-old", "rt-old"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-b"));
    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.tokensRevoked()).as("what nobody uses any more").contains(Secret.of("rt-old"));
  }

  @Test
  void atMostSixteenAuthorizationsAreRememberedAndTheOldestGivesWayWithAnOutcome() {
    for (int i = 1; i <= 17; i++) {
      story.starts("a" + i);
    }

    assertThat(story.grant().authorizations()).hasSize(Grant.MAX_AUTHORIZATIONS);
    assertThat(story.failure("a1")).isEqualTo("superseded");
    assertThat(story.ever(Effect.AnswerAuthorization.class)).hasSize(1);
  }

  @Test
  void anOutcomeThatNobodyCanReachAnyMoreIsForgottenBeforeAPersonsPendingAuthorizationGivesWay() {
    story.starts("done").when(new AuthorizationRejected("done", "access_denied", Optional.empty()));
    story.passes(Duration.ofMinutes(15));
    for (int i = 1; i <= 16; i++) {
      story.starts("a" + i);
    }

    assertThat(story.grant().authorizations()).hasSize(Grant.MAX_AUTHORIZATIONS);
    assertThat(story.grant().authorizations()).noneMatch(a -> a.id().equals("done"));
    assertThat(story.ever(Effect.AnswerAuthorization.class)).hasSize(1);
  }

  @Test
  void anOutcomeIsNeverForgottenWhileItsLinkWorksSoItsCodeIsNotExchangedAgain() {
    story.authorized("done", Story.tokens("at-1", "rt-1"));
    for (int i = 1; i <= 20; i++) {
      story.starts("a" + i);
    }
    story.starts("done").comesBack("done");

    assertThat(story.grant().authorizations()).hasSize(Grant.MAX_AUTHORIZATIONS);
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    assertThat(story.theOnly(Effect.AnswerAuthorization.class).outcome())
        .isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void staleAuthorizationsThatArriveAfterARevocationAreBoundedToo() {
    story.authorized().passes(Duration.ofMinutes(1)).isRevoked();
    Instant before = story.now().minusSeconds(1);
    for (int i = 1; i <= 40; i++) {
      story.startsAt("stale-" + i, before);
      assertThat(story.failure("stale-" + i)).isEqualTo("revoked");
    }

    assertThat(story.grant().authorizations()).hasSizeLessThanOrEqualTo(Grant.MAX_AUTHORIZATIONS);
  }

  @Test
  void anAuthorizationIsRefusedWhileSixteenExchangesAreInFlight() {
    for (int i = 1; i <= 16; i++) {
      story.starts("a" + i).comesBack("a" + i);
    }
    story.starts("one-too-many");

    assertThat(story.grant().authorizations()).hasSize(Grant.MAX_AUTHORIZATIONS);
    assertThat(story.failure("one-too-many")).isEqualTo("too_many_authorizations");
    story.comesBack("one-too-many");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(16);
  }

  @Test
  void aCodeThatComesBackAfterItsTimeIsExpiredThoughTheTimerHasNotFiredYet() {
    Decision started =
        new TokenLifecycle()
            .decide(
                Story.KEY,
                Optional.empty(),
                new Input.AuthorizationStarted(
                    "a",
                    Story.START,
                    Story.START.plus(Duration.ofMinutes(10)),
                    "https://gateway.example/oauth/callback",
                    List.of(),
                    Secret.of("verifier"),
                    7,
                    "api-key-1"),
                Story.policy(new ConnectorPolicy.RefreshReplay.Never()),
                Story.START);

    Decision late =
        new TokenLifecycle()
            .decide(
                Story.KEY,
                started.next(),
                new Input.AuthorizationCodeReceived("a", Secret.of("code")),
                Story.policy(new ConnectorPolicy.RefreshReplay.Never()),
                Story.START.plus(Duration.ofMinutes(11)));

    assertThat(late.effects())
        .contains(
            new Effect.AnswerAuthorization(
                "a",
                new Outcome.Failed(
                    "expired", Optional.empty(), Story.START.plus(Duration.ofMinutes(11)))));
    assertThat(late.effects()).noneMatch(Effect.CallProvider.class::isInstance);
  }

  @Test
  void aGrantPinsTheOriginThatItsAuthorizationWasStartedWith() {
    story.starts("a").with(elsewhere()).comesBack("a");
    assertThat(story.exchange().endpointOrigin()).isEqualTo(Story.ORIGIN);

    story.isNotSent(story.exchange(), Optional.empty()).passes(Duration.ofSeconds(5));
    assertThat(story.exchange().endpointOrigin()).isEqualTo(Story.ORIGIN);

    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.active().current().endpointOrigin()).isEqualTo(Story.ORIGIN);
  }

  @Test
  void aConnectorThatBecomesKnownBetweenStartAndCallbackIsNoHindrance() {
    story.with(ConnectorPolicy.UNKNOWN).starts("a");
    story.with(new ConnectorPolicy.RefreshReplay.Never()).comesBack("a");

    assertThat(story.exchange().endpointOrigin()).isEqualTo(Story.ORIGIN);
  }

  @Test
  void aSecondCallbackOfACancelledExchangeIsToldThatItWasRevoked() {
    story.starts("a").comesBack("a").isRevoked().comesBack("a");

    assertThat(story.outcomes("a")).hasSize(2).containsOnly(story.outcomes("a").get(0));
  }

  private static ConnectorPolicy elsewhere() {
    return new TestPolicy().origin("https://elsewhere.example:443").build();
  }
}
