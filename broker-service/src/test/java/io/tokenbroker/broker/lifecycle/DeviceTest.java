// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grants that a person authorizes at another device (RFC 8628). */
class DeviceTest {
  private static final Duration EVERY_SECOND = Duration.ofSeconds(1);
  private static final TokenResponse TOKENS = Story.tokens("at-1", "rt-1");

  private final Story story = new Story();

  @Test
  void aCodeIsAskedForAndThePersonIsToldWhereToGo() {
    story.asksForADevice("d");
    assertThat(story.theOnly(Effect.CallProvider.class).call())
        .isEqualTo(new Effect.DeviceAuthorization(List.of("repo")));
    assertThat(story.theOnly(Effect.CallProvider.class).attemptId()).startsWith("device-");

    story.namesACode(EVERY_SECOND);
    assertThat(story.theOnly(Effect.AnswerDevice.class))
        .isEqualTo(
            new Effect.AnswerDevice(
                "d",
                "WDJB-MJHT",
                "https://provider.example/device",
                Optional.empty(),
                Story.START.plus(Duration.ofMinutes(10))));
    assertThat(story.audited()).containsExactly("device_code_issued");
  }

  @Test
  void theProviderIsAskedUntilThePersonHasDecided() {
    story.asksForADevice("d").namesACode(EVERY_SECOND);
    assertThat(story.calls(Effect.DeviceToken.class)).isEmpty();
    for (int i = 1; i <= 20; i++) {
      story.passes(EVERY_SECOND);
      assertThat(story.calls(Effect.DeviceToken.class)).hasSize(i);
      isPending();
    }
    story.passes(EVERY_SECOND);
    assertThat(story.poll().call()).isEqualTo(new Effect.DeviceToken(Secret.of("device-code")));
    assertThat(story.poll().attemptId()).startsWith("poll-");

    story.succeeds(story.poll(), TOKENS);
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-1"));
    assertThat(story.outcomes("d").get(0)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(story.refreshAt()).isAfter(story.now());
  }

  @Test
  void askingWhetherThePersonHasDecidedLeavesNoRecord() {
    story.asksForADevice("d").namesACode(EVERY_SECOND);
    int before = story.ever(Effect.Audit.class).size();
    for (int i = 0; i < 100; i++) {
      story.passes(EVERY_SECOND);
      isPending();
    }

    assertThat(story.ever(Effect.Audit.class)).hasSize(before);
    assertThat(requesting().trouble()).isEqualTo(Trouble.none());
  }

  @Test
  void theKeyThatTheTokensAreBoundToIsKept() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND);
    TokenResponse bound =
        new TokenResponse(
            Secret.of("at-1"),
            "DPoP",
            Optional.of(Story.LIFETIME),
            TOKENS.refreshToken(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            TOKENS.attributes(),
            Optional.of(Secret.of("jwk")));
    story.succeeds(story.poll(), bound);

    assertThat(story.active().current().proofKey()).contains(Secret.of("jwk"));
  }

  @Test
  void aProviderThatNamesNoIntervalIsAskedEveryFiveSeconds() {
    story.asksForADevice("d").namesACode(Duration.ZERO);

    assertThat(story.nextLook()).contains(story.now().plusSeconds(5));
  }

  @Test
  void noProviderIsAskedMoreThanOnceInASecond() {
    story.asksForADevice("d").namesACode(Duration.ofMillis(1));

    assertThat(story.nextLook()).contains(story.now().plusSeconds(1));
  }

  @Test
  void aProviderThatWantsItSlowerIsAskedFiveSecondsLaterFromThenOn() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND);
    story.fails(story.poll(), FailureClass.TRANSIENT, "slow_down");
    assertThat(story.nextLook()).contains(story.now().plusSeconds(6));

    story.passes(Duration.ofSeconds(6));
    isPending();
    assertThat(story.nextLook()).contains(story.now().plusSeconds(6));

    story.passes(Duration.ofSeconds(6));
    story.fails(story.poll(), FailureClass.TRANSIENT, "slow_down");
    assertThat(story.nextLook()).contains(story.now().plusSeconds(11));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_denied", "expired_token", "invalid_client"})
  void aRefusalIsTheOutcome(String error) {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND);
    story.fails(story.poll(), FailureClass.CONFIGURATION, error);

    assertThat(story.failure("d")).isEqualTo(error);
    story.passes(Duration.ofMinutes(1));
    assertThat(story.calls(Effect.DeviceToken.class)).hasSize(1);
  }

  @Test
  void whatACodeIsCalledAsAnErrorIsToldByTheErrorAndNotByItsClass() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND);
    story.fails(story.poll(), FailureClass.CONFIGURATION, "authorization_pending");

    assertThat(story.outcomes("d")).isEmpty();
    assertThat(story.nextLook()).contains(story.now().plusSeconds(1));
  }

  @Test
  void aPersonWhoDoesNotComeIsWaitedForAsLongAsTheCodeLives() {
    story.asksForADevice("d").namesACode(Duration.ofMinutes(2), Duration.ofSeconds(50));
    while (story.outcomes("d").isEmpty()) {
      story.passes(Duration.ofSeconds(1));
      if (!story.now(Effect.CallProvider.class).isEmpty()) {
        isPending();
      }
      assertThat(story.now()).isBefore(Story.START.plus(Duration.ofMinutes(3)));
    }

    assertThat(story.failure("d")).isEqualTo("expired");
    assertThat(story.now()).isEqualTo(Story.START.plus(Duration.ofMinutes(2)));
    assertThat(story.calls(Effect.DeviceToken.class)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "P100000000D"})
  void aCodeLivesForHalfAnHourAtMost(Duration lifetime) {
    story.asksForADevice("d").namesACode(lifetime, EVERY_SECOND);

    assertThat(story.theOnly(Effect.AnswerDevice.class).expiresAt())
        .isEqualTo(Story.START.plus(Duration.ofMinutes(30)));
  }

  @Test
  void aCodeThatIsNotNamedInTimeIsAskedForAgainForHalfAMinute() {
    story.asksForADevice("d");
    Effect.CallProvider first = story.theOnly(Effect.CallProvider.class);
    story.isLost(first).passes(Duration.ofSeconds(2)).namesACode(EVERY_SECOND);
    assertThat(story.now(Effect.AnswerDevice.class)).hasSize(1);

    story.asksForADevice("e");
    while (story.outcomes("e").isEmpty()) {
      List<Effect.CallProvider> asked = story.calls(Effect.DeviceAuthorization.class);
      story.isNotSent(asked.get(asked.size() - 1), Optional.empty()).passes(Duration.ofSeconds(8));
      assertThat(story.now()).isBefore(Story.START.plusSeconds(90));
    }
    assertThat(story.failure("e")).isEqualTo("provider_unavailable");
  }

  @Test
  void aProviderThatRefusesToNameOneIsTheOutcome() {
    story.asksForADevice("d");
    story.fails(
        story.theOnly(Effect.CallProvider.class), FailureClass.CONFIGURATION, "invalid_client");

    assertThat(story.failure("d")).isEqualTo("invalid_client");
    assertThat(story.audited()).containsExactly("device_failed", "authorization_failed");
  }

  @Test
  void aProvidersTroubleIsWaitedOutNoFasterThanTheInterval() {
    story.asksForADevice("d").namesACode(Duration.ofSeconds(5)).passes(Duration.ofSeconds(5));
    story.fails(story.poll(), FailureClass.TRANSIENT, "http_503");
    assertThat(story.nextLook().orElseThrow()).isAfterOrEqualTo(story.now().plusSeconds(5));

    story.passes(Duration.ofSeconds(5));
    story.fails(
        story.poll(), FailureClass.TRANSIENT, "http_429", Optional.of(Duration.ofMinutes(1)));
    assertThat(story.nextLook()).contains(story.now().plus(Duration.ofMinutes(1)));

    story.passes(Duration.ofMinutes(1)).isNotSent(story.poll(), Optional.empty());
    story.passes(Duration.ofSeconds(30)).succeeds(story.poll(), TOKENS);
    assertThat(story.outcomes("d").get(0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aCodeThatALostPollHasUsedUpLeavesTheOutcomeUnknown() {
    pollIsLost();
    story.fails(story.poll(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.failure("d")).isEqualTo("outcome_unknown");
  }

  @Test
  void aPersonWhoDeniesHasDeniedWhateverBecameOfTheLostPoll() {
    pollIsLost();
    story.fails(story.poll(), FailureClass.CONFIGURATION, "access_denied");

    assertThat(story.failure("d")).isEqualTo("access_denied");
  }

  @Test
  void aCodeThatIsStillPendingWasNotUsedUpByTheLostPoll() {
    pollIsLost();
    isPending();
    story.passes(EVERY_SECOND).fails(story.poll(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.failure("d")).isEqualTo("invalid_grant");
  }

  @Test
  void theSuccessOfALostPollCountsWhenItTurnsUp() {
    Effect.CallProvider lost = pollIsLost();
    story.succeeds(lost, TOKENS);
    assertThat(story.outcomes("d").get(0)).isInstanceOf(Outcome.Succeeded.class);

    story.fails(story.poll(), FailureClass.REAUTHORIZE, "invalid_grant");
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.refreshAt()).isAfter(story.now());
  }

  @Test
  void theSuccessOfALostPollIsRevokedWhenThePersonWasToldToTryAgain() {
    Effect.CallProvider lost = pollIsLost();
    story.fails(story.poll(), FailureClass.REAUTHORIZE, "invalid_grant").succeeds(lost, TOKENS);

    assertThat(story.tokensRevoked()).contains(Secret.of("rt-1"));
    assertThat(story.now(Effect.PublishToken.class)).isEmpty();
  }

  @Test
  void aPollThatIsNeverAnsweredDoesNotOutliveTheCode() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(Duration.ofMinutes(13));

    assertThat(story.failure("d")).isEqualTo("outcome_unknown");
  }

  @Test
  void aRevocationEndsItInEveryState() {
    story.asksForADevice("d").isRevoked();
    assertThat(story.failure("d")).isEqualTo("revoked");
    story.namesACode(EVERY_SECOND);
    assertThat(story.audited()).containsExactly("result_ignored");

    Story waiting = new Story().asksForADevice("d").namesACode(EVERY_SECOND).isRevoked();
    assertThat(waiting.failure("d")).isEqualTo("revoked");
    waiting.passes(Duration.ofMinutes(1));
    assertThat(waiting.calls(Effect.DeviceToken.class)).isEmpty();
  }

  @Test
  void tokensThatArriveAfterARevocationAreRevokedToo() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND).isRevoked();
    assertThat(story.failure("d")).isEqualTo("revoked");
    story.succeeds(story.poll(), TOKENS);

    assertThat(story.tokensRevoked()).contains(Secret.of("rt-1"));
    assertThat(story.outcomes("d")).hasSize(1);
  }

  @Test
  void aPollOfARevokedGrantIsTheLast() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND).isRevoked();
    isPending();
    assertThat(story.audited()).containsExactly("cancelled_authorization_ended");

    story.passes(Duration.ofMinutes(1));
    assertThat(story.calls(Effect.DeviceToken.class)).hasSize(1);
  }

  @Test
  void aLaterAuthorizationThatSucceededEndsTheWaiting() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).authorized("a", TOKENS);
    story.passes(EVERY_SECOND);

    assertThat(story.failure("d")).isEqualTo("superseded");
    assertThat(story.calls(Effect.DeviceToken.class)).isEmpty();
  }

  @Test
  void theOldestOfTooManyThatWaitForAPersonGivesWay() {
    for (int i = 0; i < Grant.MAX_AUTHORIZATIONS; i++) {
      story.asksForADevice("d-" + i).namesACode(Duration.ofSeconds(5));
    }
    story.starts("a");

    assertThat(story.failure("d-0")).isEqualTo("superseded");
    assertThat(story.outcomes("a")).isEmpty();
  }

  @Test
  void oneWhoseTokensMayBeOnTheirWayDoesNotGiveWay() {
    for (int i = 0; i < Grant.MAX_AUTHORIZATIONS; i++) {
      story.asksForADevice("d-" + i).namesACode(EVERY_SECOND);
    }
    story.passes(EVERY_SECOND).starts("a");

    assertThat(story.failure("a")).isEqualTo("too_many_authorizations");
  }

  @Test
  void aCommandThatIsRepeatedIsCarriedOutOnce() {
    story.asksForADevice("d").asksForADevice("d");
    assertThat(story.calls(Effect.DeviceAuthorization.class)).hasSize(1);
    assertThat(story.audited()).containsExactly("command_repeated");
  }

  @Test
  void onlyAConnectorForPersonsHasDevices() {
    story.with(new TestPolicy().clientCredentials(true).build()).asksForADevice("d");
    assertThat(story.failure("d")).isEqualTo("unsupported_grant_type");

    story.with(ConnectorPolicy.UNKNOWN).asksForADevice("e");
    assertThat(story.failure("e")).isEqualTo("unknown_connector");
  }

  @Test
  void waitingForAPersonIsNoCallInFlight() {
    story.asksForADevice("d").namesACode(EVERY_SECOND);
    story.when(new Input.DescribeRequested("c", "ops"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().callInFlight())
        .isFalse();

    story.passes(EVERY_SECOND).when(new Input.DescribeRequested("c", "ops"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().callInFlight()).isTrue();
  }

  @Test
  void aCodeThatWasNamedLongAgoCountsFromThen() {
    story.asksForADevice("d");
    Instant sentAt = story.now();
    String attempt = story.theOnly(Effect.CallProvider.class).attemptId();
    story.passes(Duration.ofSeconds(20));
    story.when(
        new Input.DeviceAuthorized(
            attempt,
            sentAt,
            Secret.of("device-code"),
            "WDJB-MJHT",
            "https://provider.example/device",
            Optional.empty(),
            Duration.ofMinutes(10),
            EVERY_SECOND));

    assertThat(story.theOnly(Effect.AnswerDevice.class).expiresAt())
        .isEqualTo(sentAt.plus(Duration.ofMinutes(10)));
  }

  private void isPending() {
    story.fails(story.poll(), FailureClass.TRANSIENT, "authorization_pending");
  }

  /** Nobody knows what became of the first poll, and there is a second one. */
  private Effect.CallProvider pollIsLost() {
    story.asksForADevice("d").namesACode(EVERY_SECOND).passes(EVERY_SECOND);
    Effect.CallProvider lost = story.poll();
    story.isLost(lost).passes(Duration.ofSeconds(2));
    assertThat(story.poll()).isNotEqualTo(lost);
    return lost;
  }

  private Authorization.Requesting requesting() {
    return (Authorization.Requesting) story.grant().authorizations().get(0);
  }
}
