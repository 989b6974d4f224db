// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Authorization requests that are pushed before the browser leaves (RFC 9126). */
class PushedRequestTest {
  private final Story story = new Story();

  @Test
  void aRequestIsPushedAtOnceAndTheBrowserIsToldWhereToGo() {
    story.startsPushed("a");
    assertThat(story.push().attemptId()).startsWith("push-");
    assertThat(story.push().call())
        .isEqualTo(new Effect.PushAuthorizationRequest(Secret.of("request-of-a")));
    assertThat(story.push().endpointOrigin()).isEqualTo(Story.ORIGIN);

    Instant sentAt = story.now();
    story.passes(Duration.ofMillis(300));
    story.when(
        new Input.RequestPushed(
            story.push().attemptId(), sentAt, "urn:request:1", Duration.ofSeconds(90)));
    assertThat(story.theOnly(Effect.AnswerPushed.class))
        .isEqualTo(new Effect.AnswerPushed("a", "urn:request:1", sentAt.plusSeconds(90)));
    assertThat(story.audited()).containsExactly("request_pushed");

    story.comesBack("a").succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.outcomes("a").get(0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void whoeverOpensTheLinkAgainWhileItIsPushedIsWaitedForAsLong() {
    story.startsPushed("a");
    Instant first = story.now();
    while (story.now().isBefore(first.plusSeconds(20))) {
      pushIsNotSent();
    }
    story.startsPushed("a");
    Instant second = story.now();
    while (story.outcomes("a").isEmpty()) {
      pushIsNotSent();
    }

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
    assertThat(story.now()).isAfter(second.plusSeconds(15)).isBefore(second.plusSeconds(35));
  }

  private void pushIsNotSent() {
    if (story.grant().authorizations().get(0) instanceof Authorization.Pending pending
        && pending.preparation().orElseThrow().call() instanceof CallSlot.InFlight) {
      story.isNotSent(story.push(), Optional.empty());
    }
    story.passes(Duration.ofMillis(500));
  }

  @Test
  void aRequestThatWentThroughTheBrowserIsNotPushed() {
    story.starts("a");

    assertThat(story.effects()).noneMatch(Effect.CallProvider.class::isInstance);
  }

  @Test
  void aRequestUriIsGoodForNoLongerThanItsAuthorization() {
    story.startsPushed("a");
    story.when(
        new Input.RequestPushed(
            story.push().attemptId(), story.now(), "urn:1", Duration.ofDays(100_000_000)));

    assertThat(story.theOnly(Effect.AnswerPushed.class).expiresAt())
        .isEqualTo(Story.START.plus(Duration.ofMinutes(10)));
  }

  @Test
  void aProviderThatNamesNoLifetimeIsTakenToMeanAMinute() {
    story.startsPushed("a");
    story.when(
        new Input.RequestPushed(story.push().attemptId(), story.now(), "urn:1", Duration.ZERO));

    assertThat(story.theOnly(Effect.AnswerPushed.class).expiresAt())
        .isEqualTo(Story.START.plusSeconds(60));
  }

  @Test
  void whatDidNotArriveIsPushedAgainSoon() {
    story.startsPushed("a");
    story.fails(story.push(), FailureClass.TRANSIENT, "http_503").passes(Duration.ofSeconds(2));
    story.isNotSent(story.push(), Optional.empty()).passes(Duration.ofSeconds(3));
    story.isLost(story.push()).passes(Duration.ofSeconds(5));
    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(4);

    story.takesThePush();
    assertThat(story.now(Effect.AnswerPushed.class)).hasSize(1);
    assertThat(story.outcomes("a")).isEmpty();
  }

  @Test
  void afterHalfAMinuteNobodyWaitsForItAnyMore() {
    story.startsPushed("a");
    while (story.outcomes("a").isEmpty()) {
      story.isNotSent(story.push(), Optional.empty()).passes(Duration.ofSeconds(8));
      assertThat(story.now()).isBefore(Story.START.plusSeconds(60));
    }

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
    assertThat(story.calls(Effect.PushAuthorizationRequest.class))
        .allSatisfy(call -> assertThat(call.notAfter()).isEqualTo(Story.START.plusSeconds(30)));
  }

  @Test
  void aProviderThatWantsALongerPauseIsNotWaitedFor() {
    story.startsPushed("a");
    story.fails(
        story.push(), FailureClass.TRANSIENT, "http_429", Optional.of(Duration.ofMinutes(2)));

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
  }

  @Test
  void aRefusalEndsTheAuthorizationWithTheProvidersWords() {
    story.startsPushed("a");
    story.when(
        new Input.CallFailed(
            story.push().attemptId(),
            FailureClass.CONFIGURATION,
            "invalid_scope",
            Optional.of("no such scope"),
            Optional.empty()));

    assertThat(story.theOnly(Effect.AnswerAuthorization.class).outcome())
        .isEqualTo(new Outcome.Failed("invalid_scope", Optional.of("no such scope"), story.now()));
    assertThat(story.audited()).containsExactly("push_failed", "authorization_failed");
  }

  @Test
  void aPushThatIsNeverAnsweredIsGivenUp() {
    story.startsPushed("a").passes(Duration.ofMinutes(3));

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
    assertThat(story.audited()).containsExactly("call_overdue", "authorization_failed");
  }

  @Test
  void anAnswerAfterTheEndIsIgnoredAndAudited() {
    story.startsPushed("a").isRevoked().takesThePush();

    assertThat(story.now(Effect.AnswerPushed.class)).isEmpty();
    assertThat(story.audited()).containsExactly("result_ignored");
    assertThat(story.outcomes("a")).hasSize(1);
  }

  @Test
  void anAnswerToAPushThatWasRepeatedSinceIsIgnored() {
    story.startsPushed("a");
    Effect.CallProvider first = story.push();
    story.isLost(first).passes(Duration.ofSeconds(2)).takesThePush(first);
    assertThat(story.now(Effect.AnswerPushed.class)).isEmpty();

    story.takesThePush();
    assertThat(story.now(Effect.AnswerPushed.class)).hasSize(1);
  }

  @Test
  void aSecondBrowserTabGetsARequestUriOfItsOwn() {
    story.startsPushed("a").takesThePush().passes(Duration.ofMinutes(2)).startsPushed("a");
    assertThat(story.audited()).containsExactly("authorization_start_repeated", "push_started");

    story.takesThePush();
    assertThat(story.ever(Effect.AnswerPushed.class).stream().map(Effect.AnswerPushed::requestUri))
        .hasSize(2)
        .doesNotHaveDuplicates();
    story.comesBack("a");
    assertThat(story.exchange().call())
        .isEqualTo(
            new Effect.Exchange(
                Secret.of("code-of-a"),
                Secret.of("verifier-of-a"),
                "https://gateway.example/oauth/callback"));
  }

  @Test
  void aSecondTabIsPushedThoughTheFirstWentThroughTheBrowser() {
    story.starts("a").startsPushed("a");
    assertThat(story.push().call())
        .isEqualTo(new Effect.PushAuthorizationRequest(Secret.of("request-of-a")));

    story.fails(story.push(), FailureClass.CONFIGURATION, "invalid_client").comesBack("a");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void aSecondTabThatGoesByItselfIsNotPushed() {
    story.startsPushed("a").takesThePush().starts("a");

    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(1);
  }

  @Test
  void aPushUnderWayAnswersTheSecondTabToo() {
    story.startsPushed("a").startsPushed("a");

    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(1);
  }

  @Test
  void whoeverIsAtTheProviderAlreadyIsNotDisturbedByATabWhosePushFails() {
    story.startsPushed("a").takesThePush().startsPushed("a");
    story.fails(story.push(), FailureClass.CONFIGURATION, "invalid_client");
    assertThat(story.outcomes("a")).isEmpty();
    assertThat(story.audited()).containsExactly("push_failed", "push_given_up");

    story.startsPushed("a").passes(Duration.ofMinutes(3));
    assertThat(story.audited()).containsExactly("call_overdue", "push_given_up");

    story.comesBack("a").succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.outcomes("a").get(0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aTabThatIsOpenedAfterTheEndIsToldTheOutcome() {
    story.startsPushed("a").takesThePush().comesBack("a");
    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    story.startsPushed("a");

    assertThat(story.now(Effect.AnswerAuthorization.class)).hasSize(1);
    assertThat(story.outcomes("a").get(1)).isEqualTo(story.outcomes("a").get(0));
    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(1);
  }

  @Test
  void aCodeThatArrivesWhileAPushIsUnknownIsExchanged() {
    story.startsPushed("a");
    Effect.CallProvider push = story.push();
    story.isLost(push).comesBack("a").succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.outcomes("a").get(0)).isInstanceOf(Outcome.Succeeded.class);

    story.passes(Duration.ofMinutes(1));
    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(1);
    story.takesThePush(push);
    assertThat(story.audited()).containsExactly("result_ignored");
  }

  @Test
  void aBrowserThatDoesNotComeBackIsAbandonedAsEver() {
    story.startsPushed("a").takesThePush().passes(Duration.ofMinutes(11));

    assertThat(story.failure("a")).isEqualTo("expired");
  }

  @Test
  void aRevocationEndsItWhetherItWasPushedOrNot() {
    story.startsPushed("a").startsPushed("b").takesThePush();
    story.startsPushed("c").isNotSent(story.push(), Optional.empty()).isRevoked();

    assertThat(story.failure("a")).isEqualTo("revoked");
    assertThat(story.failure("b")).isEqualTo("revoked");
    assertThat(story.failure("c")).isEqualTo("revoked");
    story.passes(Duration.ofMinutes(1));
    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(3);
  }

  @Test
  void theOldestOfTooManyGivesWayWhileItsPushIsUnderWay() {
    for (int i = 0; i <= Grant.MAX_AUTHORIZATIONS; i++) {
      story.startsPushed("a-" + i);
    }

    assertThat(story.failure("a-0")).isEqualTo("superseded");
    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(17);
  }

  @Test
  void aResultThatCanNotBeReadIsPushedAgain() {
    story.startsPushed("a").when(new Input.UnreadableResult()).passes(Duration.ofSeconds(2));

    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(2);
  }

  @Test
  void aConnectorThatIsNotKnownIsTheOutcome() {
    story.with(ConnectorPolicy.UNKNOWN).startsPushed("a");

    assertThat(story.failure("a")).isEqualTo("unknown_connector");
  }

  @Test
  void aBrokerThatWasDownForTooLongDoesNotPush() {
    story.startsPushed("a").isNotSent(story.push(), Optional.empty());
    story.isDownFor(Duration.ofMinutes(1));

    assertThat(story.failure("a")).isEqualTo("provider_unavailable");
    assertThat(story.calls(Effect.PushAuthorizationRequest.class)).hasSize(1);
  }
}
