// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of grants while an operator holds calls to providers back. */
class PausedTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Story story = new Story();

  @Test
  void aGrantThatIsPausedForDaysIsKeptAndSaysSo() {
    story.refreshing();
    pausedFor(Duration.ofHours(3));

    assertThat(story.grant().status()).isEqualTo("active");
    assertThat(story.active().current().expiresAt()).isBefore(story.now());
    assertThat(story.ever(Effect.PublishReauthorizationRequired.class)).isEmpty();
    assertThat(described().lastError()).contains("paused");
  }

  @Test
  void whatWaitedIsRefreshedSoonAfterTheResumption() {
    story.refreshing();
    pausedFor(Duration.ofHours(3));
    Instant resumed = story.now();
    story.passesUntil(story.refreshAt()).succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.now()).isBefore(resumed.plus(SOON));
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-2"));
    assertThat(described().lastError()).isEmpty();
  }

  @Test
  void aPauseIsToldOnceInTheAudit() {
    story.refreshing();
    pausedFor(Duration.ofHours(1));

    assertThat(
            story.ever(Effect.Audit.class).stream()
                .filter(audit -> audit.action().equals("refresh_not_sent")))
        .hasSize(1);
  }

  @Test
  void aPauseIsWhatStandsInTheWayWhateverDidBefore() {
    story.refreshing().fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    story.passesUntil(story.refreshAt()).isPaused(story.refresh());
    assertThat(described().lastError()).contains("paused");

    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    assertThat(described().lastError()).contains("http_503");
  }

  @Test
  void aPauseDoesNotUseUpTheLastTry() {
    story.with(new RefreshReplay.Never()).refreshing().isLost(story.refresh());
    story.passesUntil(story.refreshAt());
    pausedFor(Duration.ofHours(2));
    story.passesUntil(story.refreshAt()).succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.grant().status()).isEqualTo("active");
  }

  @Test
  void aCodeWaitsAShortPauseOut() {
    story.starts("a").comesBack("a").isPaused(story.exchange());
    story.passes(SOON).succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(story.outcomes("a")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void ofALongerPauseThePersonIsTold() {
    story.starts("a").comesBack("a").isPaused(story.exchange());
    story.passes(SOON).isPaused(story.exchange());

    assertThat(story.failure("a")).isEqualTo("paused");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(2);
  }

  @Test
  void whatCanBeAskedForAgainWaitsUntilItsTimeIsUpAndThenSaysWhy() {
    story.with(new TestPolicy().clientCredentials(true).build()).asksFor("o");
    for (int i = 0; i < 60 && story.outcomes("o").isEmpty(); i++) {
      story.isPaused(story.refresh()).passes(SOON);
    }

    assertThat(story.failure("o")).isEqualTo("paused");
  }

  @Test
  void aRequestThatCouldNotBePushedForAPauseSaysSo() {
    story.startsPushed("a");
    for (int i = 0; i < 10 && story.outcomes("a").isEmpty(); i++) {
      story.isPaused(story.push()).passes(Duration.ofSeconds(25));
    }

    assertThat(story.failure("a")).isEqualTo("paused");
  }

  @Test
  void aRevocationAtTheProviderWaitsForTheEndOfAPauseHoweverLong() {
    story.authorized().isRevoked();
    Instant end = story.now().plus(Duration.ofDays(3));
    while (story.now().isBefore(end)) {
      story.isPaused(story.revocation()).passes(SOON);
    }
    story.succeeds(story.revocation());

    assertThat(story.audited()).contains("revoked_at_provider");
    assertThat(story.tokensRevoked()).containsOnly(Secret.of("rt-1"));
  }

  @Test
  void aCodeWaitsForAPauseFromThePausesBeginningWhateverFailedBefore() {
    story.starts("a").comesBack("a").isNotSent(story.exchange(), Optional.of(SOON));
    story.passes(SOON.plusSeconds(1)).isPaused(story.exchange());
    assertThat(story.outcomes("a")).isEmpty();

    story.passes(SOON).succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));
    assertThat(story.outcomes("a")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void whatFailsAfterAPauseBeginsToFailThen() {
    story.refreshing();
    pausedFor(Duration.ofHours(3));
    Instant resumed = story.now();
    story.passesUntil(story.refreshAt()).fails(story.refresh(), FailureClass.TRANSIENT, "http_503");

    assertThat(described().failingSince())
        .hasValueSatisfying(since -> assertThat(since).isAfter(resumed));
  }

  @Test
  void aProviderThatCallsItsErrorPausedIsNotTakenForAPause() {
    story.refreshing().fails(story.refresh(), FailureClass.TRANSIENT, "paused");

    assertThat(story.active().trouble().isPaused()).isFalse();
    assertThat(described().lastError()).contains("provider_paused");
  }

  /** Each call is held back as soon as it is wanted. */
  private void pausedFor(Duration duration) {
    Instant end = story.now().plus(duration);
    while (story.now().isBefore(end)) {
      story.isPaused(story.refresh());
      assertThat(story.refreshAt()).isBefore(story.now().plus(SOON));
      story.passesUntil(story.refreshAt());
    }
    story.isPaused(story.refresh());
  }

  private Effect.Description described() {
    story.when(new Input.DescribeRequested("d", "ops"));
    return story.theOnly(Effect.AnswerDescription.class).description();
  }
}
