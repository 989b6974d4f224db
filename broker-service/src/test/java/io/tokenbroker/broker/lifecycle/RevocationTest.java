// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.RefreshReplay;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final Story story = new Story();

  @Test
  void aRevocationIsPublishedAtOnceAndThenToldToTheProvider() {
    story.authorized();
    TokenVersion before = story.version();
    story.passes(Duration.ofMinutes(1)).isRevoked();

    Effect.PublishRevoked event = story.theOnly(Effect.PublishRevoked.class);
    assertThat(event.version()).isEqualTo(before.next());
    assertThat(event.reason()).isEqualTo("user_request");
    assertThat(story.theOnly(Effect.CallProvider.class).call())
        .isEqualTo(new Effect.Revoke(Secret.of("rt-1"), true));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().state())
        .isEqualTo("revoking");

    story.succeeds(story.revocation()).when(new Input.DescribeRequested("c-2", "ops"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().state())
        .isEqualTo("revoked");
  }

  @Test
  void aGrantWithoutARefreshTokenHasItsAccessTokenRevoked() {
    story.authorized("a", Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.isRevoked();

    assertThat(story.revocation().call()).isEqualTo(new Effect.Revoke(Secret.of("at-1"), false));
  }

  @Test
  void aProviderThatCanNotRevokeIsNotAsked() {
    story.authorized();
    story.with(new TestPolicy().revocable(false).build()).isRevoked();

    assertThat(story.now(Effect.PublishRevoked.class)).hasSize(1);
    assertThat(story.now(Effect.CallProvider.class)).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider", "grant_revoked");
  }

  @Test
  void revokingNothingIsAnsweredAndPublishesNothing() {
    story.isRevoked();

    assertThat(story.ever(Effect.Publish.class)).isEmpty();
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().state())
        .isEqualTo("absent");
    assertThat(story.state()).isEmpty();
  }

  @Test
  void revokingTwiceAsksTheProviderOnceAndTellsTheRunnersTheLaterTime() {
    story.authorized().isRevoked();
    TokenVersion version = story.version();
    story.passes(Duration.ofSeconds(1)).isRevoked();

    assertThat(story.version()).isEqualTo(version.next());
    assertThat(story.theOnly(Effect.PublishRevoked.class).at()).isEqualTo(story.now());
    assertThat(story.calls(Effect.Revoke.class)).hasSize(1);
    assertThat(story.now(Effect.AnswerDescription.class)).hasSize(1);
  }

  @Test
  void aRefreshInFlightDoesNotBringARevokedGrantBack() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked();
    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.revoked().reason()).isEqualTo("user_request");
    assertThat(story.now(Effect.Publish.class)).isEmpty();
  }

  @Test
  void theNewestRefreshTokenIsRevokedAfterTheRefreshInFlightHasEnded() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked();
    assertThat(story.calls(Effect.Revoke.class)).isEmpty();

    story.passes(Duration.ofSeconds(3)).succeeds(refresh, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-2"));
  }

  @Test
  void theOldRefreshTokenIsRevokedWhereTheRefreshInFlightBroughtNoOther() {
    story.refreshing();
    Effect.CallProvider refresh = story.refresh();
    story.isRevoked();
    story.fails(refresh, FailureClass.TRANSIENT, "http_503");

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void anExchangeInFlightIsAnsweredAsRevokedAtOnceAndItsTokensAreRevokedWhenTheyCome() {
    story.starts("a").comesBack("a").isRevoked();
    assertThat(story.failure("a")).isEqualTo("revoked");

    story.succeeds(story.exchange(), Story.tokens("at-1", "rt-1"));

    assertThat(story.outcomes("a")).hasSize(1);
    assertThat(story.ever(Effect.PublishToken.class)).isEmpty();
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void aPendingAuthorizationEndsWithTheRevocation() {
    story.authorized().passes(Duration.ofMinutes(1)).starts("b").isRevoked();
    assertThat(story.failure("b")).isEqualTo("revoked");

    story.comesBack("b");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    assertThat(story.revoked()).isNotNull();
  }

  @Test
  void anExchangeThatWaitsForItsRetryEndsWithTheRevocation() {
    story.starts("a").comesBack("a");
    story.isNotSent(story.exchange(), Optional.of(Duration.ofMinutes(1))).isRevoked();

    assertThat(story.failure("a")).isEqualTo("revoked");
    story.passes(Duration.ofHours(2));
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
    assertThat(story.outcomes("a")).hasSize(1);
  }

  @Test
  void whatWasStartedBeforeTheRevocationIsRefusedThoughItArrivesLater() {
    story.authorized().passes(Duration.ofMinutes(1));
    Instant before = story.now();
    story.passes(Duration.ofSeconds(1)).isRevoked().passes(Duration.ofSeconds(1));

    story.startsAt("b", before).comesBack("b");

    assertThat(story.failure("b")).isEqualTo("revoked");
    assertThat(story.calls(Effect.Exchange.class)).hasSize(1);
  }

  @Test
  void aNewAuthorizationAfterTheRevocationContinuesWithAHigherVersion() {
    story.authorized().passes(Duration.ofMinutes(1)).isRevoked();
    TokenVersion revoked = story.version();

    story.passes(Duration.ofMinutes(1)).authorized("b", Story.tokens("at-2", "rt-2"));

    assertThat(story.theOnly(Effect.PublishToken.class).version()).isGreaterThan(revoked);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
    story.passes(Duration.ofDays(3));
    assertThat(story.ever(Effect.Retract.class)).isEmpty();
  }

  @Test
  void aProvidersTroubleIsWaitedOutAndTheRevocationIsTriedAgain() {
    story.authorized().isRevoked();
    for (int i = 0; i < 5; i++) {
      int before = story.calls(Effect.Revoke.class).size();
      story.fails(story.revocation(), FailureClass.TRANSIENT, "http_503");
      assertThat(story.nextLook())
          .hasValueSatisfying(look -> assertThat(look).isAfter(story.now()));
      story.passesUntil(story.nextLook().orElseThrow());
      assertThat(story.calls(Effect.Revoke.class)).hasSize(before + 1);
    }

    story.succeeds(story.revocation());
    assertThat(story.grant().revocations()).isEmpty();
    assertThat(story.audited()).containsExactly("revoked_at_provider");
  }

  @Test
  void aRevocationThatWasLostOrNotSentIsTriedAgain() {
    story.authorized().isRevoked().isLost(story.revocation());
    story.passes(Duration.ofMinutes(1));
    assertThat(story.calls(Effect.Revoke.class)).hasSize(2);

    story.isNotSent(story.revocation(), Optional.of(Duration.ofSeconds(9)));
    story.passes(Duration.ofMinutes(1));
    assertThat(story.calls(Effect.Revoke.class)).hasSize(3);
  }

  @Test
  void aRevocationThatTheProviderRefusesIsNotRepeated() {
    story.authorized().isRevoked();
    story.fails(story.revocation(), FailureClass.CONFIGURATION, "unsupported_token_type");

    assertThat(story.grant().revocations()).isEmpty();
    assertThat(story.audited()).containsExactly("revocation_refused");
  }

  @Test
  void aRevocationIsGivenUpAfterADay() {
    story.authorized().isRevoked();
    Instant start = story.now();
    while (story.state().map(Grant::revocations).filter(open -> !open.isEmpty()).isPresent()) {
      story.fails(story.revocation(), FailureClass.TRANSIENT, "http_503");
      if (!story.audited().contains("revocation_given_up")) {
        story.passesUntil(story.nextLook().orElseThrow());
      }
    }

    assertThat(Duration.between(start, story.now()))
        .isBetween(DAY, DAY.plus(Duration.ofMinutes(15)));
    assertThat(story.audited()).contains("revocation_given_up");
    assertThat(story.calls(Effect.Revoke.class)).hasSizeGreaterThan(90);
    int calls = story.calls(Effect.Revoke.class).size();
    story.passes(DAY);
    assertThat(story.calls(Effect.Revoke.class)).hasSize(calls);
  }

  @Test
  void aRevokedGrantIsErasedWithATombstoneAfterItsTokensHaveExpired() {
    story.authorized(
        "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofDays(3))));
    Instant expiry = story.active().current().expiresAt();
    story.isRevoked().succeeds(story.revocation());

    story.passesUntil(expiry);
    assertThat(story.ever(Effect.Retract.class)).isEmpty();
    story.passes(DAY);
    assertThat(story.theOnly(Effect.Retract.class)).isNotNull();
    assertThat(story.state()).isEmpty();
  }

  @Test
  void aShortLivedGrantsLastEventStaysForADay() {
    story.authorized().isRevoked().succeeds(story.revocation());

    story.passes(DAY.minusMillis(1));
    assertThat(story.ever(Effect.Retract.class)).isEmpty();
    story.passes(Duration.ofMillis(1));
    assertThat(story.ever(Effect.Retract.class)).hasSize(1);
  }

  @Test
  void aTokenThatLivesForYearsIsErasedAfterAMonth() {
    story.authorized(
        "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofDays(3650))));
    story.isRevoked().passes(Duration.ofDays(31));

    assertThat(story.ever(Effect.Retract.class)).hasSize(1);
    assertThat(story.state()).isEmpty();
  }

  @Test
  void anAuthorizationAfterTheErasureHasAHigherVersionThanAnyBefore() {
    story.authorized().isRevoked().succeeds(story.revocation());
    TokenVersion erased = story.version();
    story.passes(Duration.ofDays(40));
    assertThat(story.state()).isEmpty();

    story.authorized("b", Story.tokens("at-2", "rt-2"));
    assertThat(story.version()).isGreaterThan(erased);
  }

  @Test
  void whereARevocationTakesTheWholeGrantNoOlderGenerationIsRevokedOnceANewerExists() {
    story.with(wholeGrant());
    story.starts("early").starts("late").comesBack("early").comesBack("late");
    Effect.CallProvider early = story.calls(Effect.Exchange.class).get(0);
    Effect.CallProvider late = story.calls(Effect.Exchange.class).get(1);

    story.succeeds(late, Story.tokens("at-late", "rt-late"));
    story.succeeds(early, Story.tokens("at-early", "rt-early"));

    assertThat(story.calls(Effect.Revoke.class)).isEmpty();
    assertThat(story.audited()).contains("not_revoked_at_provider");
  }

  @Test
  void whereARevocationTakesTheWholeGrantAWaitingOneEndsWithTheNewAuthorization() {
    story.with(wholeGrant()).authorized().isRevoked();
    story.fails(
        story.revocation(), FailureClass.TRANSIENT, "http_503", Optional.of(Duration.ofMinutes(9)));
    story.passes(Duration.ofMinutes(1)).authorized("b", Story.tokens("at-2", "rt-2"));

    story.passes(Duration.ofMinutes(20));
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
    assertThat(story.grant().revocations()).isEmpty();
  }

  @Test
  void whereARevocationTakesOneTokenTheOlderOneIsStillRevoked() {
    story.authorized().isRevoked();
    story.fails(
        story.revocation(), FailureClass.TRANSIENT, "http_503", Optional.of(Duration.ofMinutes(9)));
    story.passes(Duration.ofMinutes(1)).authorized("b", Story.tokens("at-2", "rt-2"));

    story.passes(Duration.ofMinutes(20));
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"), Secret.of("rt-1"));
  }

  @Test
  void atMostSixteenRevocationsAreRemembered() {
    for (int i = 1; i <= 20; i++) {
      story.authorized("a" + i, Story.tokens("at-" + i, "rt-" + i)).isRevoked();
      story.passes(Duration.ofMinutes(16));
    }

    assertThat(story.grant().revocations()).hasSize(Grant.MAX_REVOCATIONS);
    assertThat(story.ever(Effect.Audit.class))
        .filteredOn(audit -> audit.action().equals("revocation_given_up"))
        .hasSize(4);
  }

  @Test
  void aRevocationBeforeTheFirstTokenRefusesWhatWasStartedBeforeIt() {
    story.starts("a").passes(Duration.ofMinutes(1));
    Instant before = story.now();
    story.passes(Duration.ofMinutes(1)).isRevoked();

    story.startsAt("late", before).comesBack("late");

    assertThat(story.failure("late")).isEqualTo("revoked");
    assertThat(story.calls(Effect.Exchange.class)).isEmpty();
    story.passes(Duration.ofHours(3));
    assertThat(story.state()).isEmpty();
  }

  @Test
  void aSecondRevocationRefusesWhatWasStartedBeforeIt() {
    story.authorized().isRevoked();
    story.passes(Duration.ofMinutes(1));
    Instant between = story.now();
    story.passes(Duration.ofMinutes(1)).isRevoked();

    story.startsAt("late", between);

    assertThat(story.failure("late")).isEqualTo("revoked");
  }

  @Test
  void aRequestForARevokedGrantIsAnsweredWithTheRevocation() {
    story.authorized().isRevoked().passes(Duration.ofMinutes(1)).needsNewer(story.version());

    assertThat(story.theOnly(Effect.PublishRevoked.class).version()).isEqualTo(story.version());
  }

  private static ConnectorPolicy wholeGrant() {
    return new TestPolicy().wholeGrant(true).build();
  }

  @Test
  void everyRefreshTokenOfTheGrantIsRevoked() {
    story.with(new RefreshReplay.Grace(Duration.ofSeconds(30))).refreshing();
    Effect.CallProvider lost = story.refresh();
    Instant sentAt = story.now();
    story.isLost(lost).passes(Duration.ofSeconds(1));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    story.succeeds(lost, sentAt, Story.tokens("at-late", "rt-late"));

    story.isRevoked();

    assertThat(story.tokensRevoked())
        .containsExactlyInAnyOrder(Secret.of("rt-2"), Secret.of("rt-late"));
  }

  @Test
  void aRetriedRevocationOfAWholeGrantStopsWhenANewerGenerationExists() {
    story.with(wholeGrant()).authorized().isRevoked();
    Effect.CallProvider inFlight = story.revocation();
    story.passes(Duration.ofSeconds(1)).starts("b").comesBack("b");

    story.fails(inFlight, FailureClass.TRANSIENT, "http_503");
    story.succeeds(story.exchange(), Story.tokens("at-2", "rt-2")).passes(Duration.ofMinutes(30));

    assertThat(story.calls(Effect.Revoke.class)).hasSize(1);
    assertThat(story.grant().revocations()).isEmpty();
  }

  @Test
  void aLateTokenIsRevokedAtTheOriginThatIssuedIt() {
    story.refreshing();
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).isRevoked();
    story.with(new TestPolicy().origin("https://elsewhere.example:443").build());

    story.succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.tokensRevoked()).endsWith(Secret.of("rt-2"));
    assertThat(story.revocation().endpointOrigin()).isEqualTo(Story.ORIGIN);
    assertThat(story.revocation().connectorRevision()).isEqualTo(7);
  }

  @Test
  void anUnreadableResultDoesNotDelayARevocationThatWaitsForItsTime() {
    story.authorized().isRevoked();
    story.fails(
        story.revocation(), FailureClass.TRANSIENT, "http_503", Optional.of(Duration.ofMinutes(9)));
    Grant before = story.grant();

    story.when(new Input.UnreadableResult());

    assertThat(story.grant()).isEqualTo(before);
  }
}
