// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where one revocation ends a whole grant, no token is asked for while one is at the provider. */
class HeldUpTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration A_MOMENT = Duration.ofSeconds(5);

  private final Story story = new Story().with(new TestPolicy().wholeGrant(true).build());

  @Test
  void aCodeIsExchangedWhenTheRevocationIsAnswered() {
    comesBackDuringARevocation();
    assertThat(codesSent()).isEmpty();
    assertThat(story.audited()).contains("token_request_waits");

    story.succeeds(story.revocation());
    assertThat(codesSent()).containsExactly("code-of-b");
    story.succeeds(story.exchange(), Story.tokens("at-b", "rt-b"));
    assertThat(story.outcomes("b")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aCodeGoesFirstWhenTheRevocationHasToBeTriedAgain() {
    comesBackDuringARevocation();
    story.fails(story.revocation(), FailureClass.TRANSIENT, "http_503");
    assertThat(codesSent()).containsExactly("code-of-b");

    story.passes(A_MINUTE);
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
    story.succeeds(story.exchange(), Story.tokens("at-b", "rt-b")).passes(A_MINUTE);
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-b"));
  }

  @Test
  void aCodeGoesOutWhenNobodyKnowsWhatBecameOfTheRevocation() {
    comesBackDuringARevocation();
    story.isLost(story.revocation());

    assertThat(codesSent()).containsExactly("code-of-b");
  }

  @Test
  void aCodeThatWouldBeTooOldIsNotSentAndThePersonIsTold() {
    comesBackDuringARevocation();
    story.passes(Duration.ofSeconds(20));

    assertThat(story.failure("b")).isEqualTo("provider_unavailable");
    story.succeeds(story.revocation()).passes(A_MINUTE);
    assertThat(codesSent()).isEmpty();
    assertThat(story.outcomes("b")).hasSize(1);
  }

  @Test
  void aPauseAfterTheRevocationDoesNotMakeACodeWaitTwice() {
    comesBackDuringARevocation();
    story.passes(Duration.ofSeconds(15)).succeeds(story.revocation()).isPaused(story.exchange());
    story.passes(Duration.ofSeconds(25)).isPaused(story.exchange());

    assertThat(story.failure("b")).isEqualTo("paused");
  }

  @Test
  void anImportWaitsForLonger() {
    isRevoked();
    story.isImported("i", Optional.empty(), Optional.of("rt-new"));
    story.passes(Duration.ofMinutes(5));
    assertThat(story.calls(Effect.Refresh.class)).isEmpty();

    story.succeeds(story.revocation());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-new"));
  }

  @Test
  void aDeviceIsAskedAboutWhenTheRevocationIsAnsweredAndNotBeforeItsInterval() {
    isRevoked();
    story.asksForADevice("d").namesACode(A_MOMENT).passes(A_MINUTE);
    assertThat(story.calls(Effect.DeviceToken.class)).isEmpty();

    story.succeeds(story.revocation());
    assertThat(story.calls(Effect.DeviceToken.class)).isEmpty();
    story.passes(A_MOMENT);
    assertThat(story.calls(Effect.DeviceToken.class)).hasSize(1);
  }

  @Test
  void aRevocationWhoseAnswerIsLostHoldsNothingUpForDays() {
    isRevoked();
    story.passes(Duration.ofMinutes(13)).starts("b").comesBack("b");

    assertThat(codesSent()).containsExactly("code-of-b");
  }

  @Test
  void aCodeDoesNotWaitWhereARevocationTakesOneToken() {
    story.with(new TestPolicy().build());
    comesBackDuringARevocation();

    assertThat(codesSent()).containsExactly("code-of-b");
  }

  private void isRevoked() {
    story.authorized().passes(A_MINUTE).isRevoked().passes(A_MOMENT);
  }

  private void comesBackDuringARevocation() {
    isRevoked();
    story.starts("b").comesBack("b");
  }

  /** But that of the first authorization. */
  private List<String> codesSent() {
    return story.calls(Effect.Exchange.class).stream()
        .skip(1)
        .map(call -> ((Effect.Exchange) call.call()).code())
        .map(code -> code.reveal(SecretAccess.get()))
        .toList();
  }
}
