// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshFailureTest {
  private static final Duration TRANSIENT_CAP = Duration.ofMinutes(15);
  private static final Duration CONFIGURATION_CAP = Duration.ofHours(6);

  private final Story story = new Story();

  @Test
  void aTransientFailureKeepsTheGrantAndIsTriedAgainWithTheSameToken() {
    story.refreshing().fails(story.refresh(), FailureClass.TRANSIENT, "http_503");

    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.refreshAt()).isAfter(story.now());

    story.passesUntil(story.refreshAt());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"), Secret.of("rt-1"));
  }

  @Test
  void transientFailuresOfTheFirstHoursAreWaitedOutForAtMostAQuarterOfAnHour() {
    Instant failingSince = story.refreshing().now();
    while (story.now().isBefore(failingSince.plus(Duration.ofHours(2)))) {
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      assertThat(story.refreshAt())
          .isAfter(story.now())
          .isBeforeOrEqualTo(story.now().plus(TRANSIENT_CAP));
      story.passesUntil(story.refreshAt());
    }
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-1"));
  }

  @Test
  void aGrantThatFailsForDaysIsNeitherHammeredNorForgotten() {
    Instant failingSince = story.refreshing().now();
    while (story.now().isBefore(failingSince.plus(Duration.ofDays(10)))) {
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      story.passesUntil(story.refreshAt());
    }
    int before = story.calls(Effect.Refresh.class).size();
    while (story.now().isBefore(failingSince.plus(Duration.ofDays(20)))) {
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      assertThat(story.refreshAt()).isBeforeOrEqualTo(story.now().plus(CONFIGURATION_CAP));
      story.passesUntil(story.refreshAt());
    }

    assertThat(story.calls(Effect.Refresh.class).size() - before)
        .as("calls in ten days, the wait being half of six hours on average")
        .isBetween(40, 160);
    story.when(new Input.DescribeRequested("c-1", "ops"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().failingSince())
        .contains(failingSince);
  }

  @Test
  void aSuccessAfterDaysOfFailureStartsTheBackOffAnew() {
    Instant failingSince = story.refreshing().now();
    while (story.now().isBefore(failingSince.plus(Duration.ofDays(3)))) {
      story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
      story.passesUntil(story.refreshAt());
    }
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");

    assertThat(story.refreshAt()).isBeforeOrEqualTo(story.now().plus(Duration.ofSeconds(2)));
  }

  @Test
  void aClientsOwnCredentialsThatAreRefusedAreTheOperatorsMatter() {
    story.with(new TestPolicy().clientCredentials(true).build()).obtains("c-1");
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.active().trouble().lastError()).contains("invalid_grant");
  }

  @Test
  void theWaitGrowsWithTheFailures() {
    Duration early = BackOff.whileTransient(0, 0.99, Optional.empty());
    Duration later = BackOff.whileTransient(6, 0.99, Optional.empty());
    Duration latest = BackOff.whileTransient(1_000_000, 0.99, Optional.empty());

    assertThat(early).isLessThan(later);
    assertThat(later).isLessThan(latest);
    assertThat(latest).isLessThanOrEqualTo(TRANSIENT_CAP);
  }

  @Test
  void retryAfterIsHonouredWhereItIsLonger() {
    story.refreshing();
    story.fails(
        story.refresh(), FailureClass.TRANSIENT, "http_429", Optional.of(Duration.ofMinutes(20)));

    assertThat(story.refreshAt()).isEqualTo(story.now().plus(Duration.ofMinutes(20)));
  }

  @Test
  void anAbsurdRetryAfterIsCut() {
    story.refreshing();
    story.fails(
        story.refresh(), FailureClass.TRANSIENT, "http_429", Optional.of(Duration.ofDays(365)));

    assertThat(story.refreshAt()).isEqualTo(story.now().plus(CONFIGURATION_CAP));
  }

  @Test
  void aRetryAfterOfNothingDoesNotHammerTheProvider() {
    story.refreshing();
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_429", Optional.of(Duration.ZERO));

    assertThat(story.refreshAt()).isAfterOrEqualTo(story.now().plus(Duration.ofMillis(500)));
  }

  @Test
  void aConfigurationErrorKeepsTheGrantTellsTheOperatorAndIsTriedSlowly() {
    story.refreshing();
    for (int i = 0; i < 30; i++) {
      story.fails(story.refresh(), FailureClass.CONFIGURATION, "invalid_client");
      assertThat(story.audited()).containsExactly("refresh_failed");
      assertThat(story.refreshAt()).isBeforeOrEqualTo(story.now().plus(CONFIGURATION_CAP));
      story.passesUntil(story.refreshAt());
    }

    assertThat(story.active().trouble().lastError()).contains("invalid_client");
    story.when(new Input.DescribeRequested("c-1", "ops"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().lastError())
        .contains("invalid_client");
  }

  @Test
  void aRefusedRefreshTokenNeedsAPersonAndTheAccessTokenStaysUsable() {
    story.refreshing();
    TokenVersion before = story.version();
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    Effect.PublishReauthorizationRequired event =
        story.theOnly(Effect.PublishReauthorizationRequired.class);
    assertThat(event.reason()).isEqualTo("invalid_grant");
    assertThat(event.version()).isEqualTo(before.next());
    assertThat(event.last().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(event.last().expiresAt()).isAfter(story.now());
  }

  @Test
  void aRefusedRefreshTokenIsNotKept() {
    story.refreshing().fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.reauthorizationRequired().last().refreshToken()).isEmpty();
    story.passes(Duration.ofDays(40));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void theAccessTokenStaysUsableThroughEveryClassOfError() {
    for (FailureClass failureClass : FailureClass.values()) {
      Story each = new Story().refreshing();
      each.fails(each.refresh(), failureClass, "some_error");

      Optional<Tokens> tokens = each.grant().credential().tokens();
      assertThat(tokens.map(Tokens::accessToken)).contains(Secret.of("at-1"));
    }
  }

  @Test
  void aSuccessEndsTheTrouble() {
    story.refreshing().fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    story.passesUntil(story.refreshAt()).succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().trouble()).isEqualTo(Trouble.none());
  }

  @Test
  void aFailureThatNobodyWaitsForChangesNothing() {
    story.refreshing();
    Effect.CallProvider stale = story.refresh();
    story.succeeds(stale, Story.tokens("at-2", "rt-2"));
    Grant before = story.grant();

    story.fails(stale, FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.audited()).containsExactly("result_ignored");
  }

  @Test
  void aDuplicateOfASuccessChangesNothing() {
    story.refreshing();
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    Grant before = story.grant();

    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.now(Effect.Publish.class)).isEmpty();
  }

  @Test
  void aCallThatWasNotSentIsMadeAgainUnderANewName() {
    story.refreshing();
    Effect.CallProvider first = story.refresh();
    story.isNotSent(first, Optional.of(Duration.ofSeconds(30)));
    assertThat(story.refreshAt()).isAfterOrEqualTo(story.now().plusSeconds(30));

    story.passesUntil(story.refreshAt());
    assertThat(story.refresh().attemptId()).isNotEqualTo(first.attemptId());
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"), Secret.of("rt-1"));
  }

  /** A caller spreads what it puts off by itself: a back-off that grew would make tokens late. */
  @Test
  void beingPutOffAgainAndAgainMakesNoTryLaterThanTheCallerSays() {
    story.refreshing();
    for (int i = 0; i < 20; i++) {
      story.isNotSent(story.refresh(), Optional.of(Duration.ofSeconds(3)));
      assertThat(story.refreshAt()).isEqualTo(story.now().plusSeconds(3));
      story.passesUntil(story.refreshAt());
    }

    assertThat(story.active().trouble().failures()).isOne();
    story.fails(story.refresh(), FailureClass.TRANSIENT, "http_503");
    assertThat(story.active().trouble().failures()).isEqualTo(2);
  }

  @Test
  void anOverdueCallIsReportedEveryHourAndNotRepeated() {
    story.refreshing();
    Instant overdueAt = story.active().refresh().nextLook().orElseThrow();

    story.passesUntil(overdueAt);
    assertThat(story.audited()).containsExactly("call_overdue");
    story.passes(Duration.ofHours(5));
    assertThat(story.audited()).hasSize(5).containsOnly("call_overdue");
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void aResultThatComesAfterDaysStillCounts() {
    story.refreshing().passes(Duration.ofDays(6));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
  }

  @Test
  void afterEightDaysAnOverdueCallCountsAsUnknown() {
    story.refreshing().passes(Duration.ofDays(9));

    assertThat(story.ever(Effect.Audit.class))
        .extracting(Effect.Audit::action)
        .contains("refresh_outcome_unknown");
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void anOverdueExchangeEndsWithAnOutcomeAfterEightDays() {
    story.starts("a").comesBack("a").passes(Duration.ofDays(7));
    assertThat(story.outcomes("a")).isEmpty();

    story.passes(Duration.ofDays(2));
    assertThat(story.failure("a")).isEqualTo("outcome_unknown");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void anUnreadableResultHangsNoGrant() {
    story.refreshing().when(new Input.UnreadableResult());

    assertThat(story.active().refresh()).isInstanceOf(CallSlot.Scheduled.class);
    story.passes(Duration.ofHours(2));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(2);
  }

  @Test
  void anUnreadableResultEndsAnExchangeWithAnOutcome() {
    story.starts("a").comesBack("a").when(new Input.UnreadableResult());

    assertThat(story.failure("a")).isEqualTo("outcome_unknown");
  }

  @Test
  void anUnreadableResultOfAGrantWithoutACallChangesNothing() {
    story.authorized();
    Grant before = story.grant();

    story.when(new Input.UnreadableResult());

    assertThat(story.grant()).isEqualTo(before);
    assertThat(story.audited()).containsExactly("result_unreadable");
    assertThat(story.effects()).hasSize(1);
  }

  @Test
  void aResultForAGrantThatIsNotThereIsAuditedAndLeavesNothing() {
    story.when(new Input.CallUnknown("refresh-1-1", story.now(), "owner_lost"));

    assertThat(story.audited()).containsExactly("result_ignored");
    assertThat(story.state()).isEmpty();
  }
}
