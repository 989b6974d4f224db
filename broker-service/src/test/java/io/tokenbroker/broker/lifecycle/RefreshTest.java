// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshTest {
  private final Story story = new Story();

  @Test
  void aTokenIsRefreshedAMarginBeforeItExpires() {
    story.authorized();
    Instant expiry = story.active().current().expiresAt();

    assertThat(story.refreshAt())
        .isBeforeOrEqualTo(expiry.minus(RefreshTiming.DEFAULT_MARGIN))
        .isAfterOrEqualTo(expiry.minus(RefreshTiming.DEFAULT_MARGIN.plusMinutes(1)));

    story.passesUntil(story.refreshAt());
    Effect.CallProvider call = story.theOnly(Effect.CallProvider.class);
    assertThat(call.call()).isEqualTo(new Effect.Refresh(Secret.of("rt-1")));
    assertThat(call.basedOn()).isEqualTo(story.version());
  }

  @Test
  void theConnectorsMarginIsKept() {
    ConnectorPolicy late = new TestPolicy().margin(Optional.of(Duration.ofSeconds(30))).build();
    story.with(late).authorized();

    Instant expiry = story.active().current().expiresAt();
    assertThat(story.refreshAt())
        .isBeforeOrEqualTo(expiry.minusSeconds(30))
        .isAfterOrEqualTo(expiry.minusSeconds(33));
  }

  @Test
  void aRefreshPublishesTheNewTokenUnderTheNextVersionOfTheGeneration() {
    story.refreshing();
    TokenVersion before = story.version();

    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    Effect.PublishToken published = story.theOnly(Effect.PublishToken.class);
    assertThat(published.version()).isEqualTo(before.next());
    assertThat(published.tokens().accessToken()).isEqualTo(Secret.of("at-2"));
    assertThat(published.tokens().refreshToken()).contains(Secret.of("rt-2"));
    assertThat(published.tokens().subject()).contains("ada@provider");
  }

  @Test
  void oneRefreshIsInFlightHoweverManyAskForIt() {
    story.authorized().passes(Duration.ofMinutes(1));
    for (int i = 0; i < 50; i++) {
      story.needsNewer(story.version()).passes(Duration.ofMillis(20));
    }
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);

    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(story.ever(Effect.PublishToken.class)).hasSize(2);
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void anOldVersionIsAnsweredByPublishingTheCurrentEventAgainWithoutACall() {
    story.refreshing();
    TokenVersion old = story.version();
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    story.passes(Duration.ofMinutes(1)).needsNewer(old);

    assertThat(story.theOnly(Effect.PublishToken.class).version()).isEqualTo(story.version());
    assertThat(story.now(Effect.CallProvider.class)).isEmpty();
  }

  @Test
  void theCurrentEventIsPublishedAgainAtMostOnceInTenSeconds() {
    story.authorized().passes(Duration.ofMinutes(1));
    int before = story.ever(Effect.PublishToken.class).size();
    for (int i = 0; i < 100; i++) {
      story.needsNewer(TokenVersion.NONE).passes(Duration.ofMillis(99));
    }
    assertThat(story.ever(Effect.PublishToken.class)).hasSize(before + 1);

    story.passes(Duration.ofMillis(100)).needsNewer(TokenVersion.NONE);
    assertThat(story.ever(Effect.PublishToken.class)).hasSize(before + 2);
  }

  @Test
  void aVersionThatWasNeverIssuedIsAuditedAndIgnored() {
    story.authorized().passes(Duration.ofMinutes(1));
    Grant before = story.grant();

    story.needsNewer(story.version().next());

    assertThat(story.audited()).containsExactly("refresh_requested");
    assertThat(story.effects()).hasSize(1);
    assertThat(story.grant()).isEqualTo(before);
  }

  @Test
  void aRequestForAGrantThatIsNotThereIsAuditedAndLeavesNothing() {
    story.needsNewer(new TokenVersion(5, 5));

    assertThat(story.audited()).containsExactly("refresh_requested");
    assertThat(story.state()).isEmpty();
  }

  @Test
  void twoRefreshesAreAtLeastTenSecondsApartWhoeverAsks() {
    story.authorized().passes(Duration.ofSeconds(4)).needsNewer(story.version());
    assertThat(story.calls(Effect.Refresh.class)).isEmpty();

    story.passes(Duration.ofSeconds(6).minusMillis(1));
    assertThat(story.calls(Effect.Refresh.class)).isEmpty();
    story.passes(Duration.ofMillis(1));
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void aRequestIsNoWayAroundTheBackOff() {
    story.refreshing();
    story.fails(
        story.refresh(), FailureClass.TRANSIENT, "http_503", Optional.of(Duration.ofMinutes(3)));

    story.passes(Duration.ofMinutes(1)).needsNewer(story.version());
    assertThat(story.calls(Effect.Refresh.class)).hasSize(1);
  }

  @Test
  void aRequestWithACorrelationIdIsAnsweredWithTheGrantsMetadata() {
    story.authorized().passes(Duration.ofMinutes(1));
    story.when(new Input.RefreshRequested(story.version(), "operator", "ops", Optional.of("c-9")));

    Effect.AnswerDescription answer = story.theOnly(Effect.AnswerDescription.class);
    assertThat(answer.correlationId()).isEqualTo("c-9");
    assertThat(answer.description().callInFlight()).isTrue();
    assertThat(answer.description().state()).isEqualTo("refreshing");
  }

  @Test
  void aResponseWithoutARefreshTokenKeepsTheOldOne() {
    story.refreshing();
    story.succeeds(
        story.refresh(), Story.response("at-2", Optional.empty(), Optional.of(Story.LIFETIME)));

    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-1"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
  }

  @Test
  void expiryCountsFromWhenTheCallWasSent() {
    story.refreshing();
    Instant sentAt = story.now().plusSeconds(1);
    story.passes(Duration.ofSeconds(9));

    story.succeeds(story.refresh(), sentAt, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().expiresAt()).isEqualTo(sentAt.plus(Story.LIFETIME));
    assertThat(story.active().current().issuedAt()).isEqualTo(sentAt);
  }

  @Test
  void aMissingLifetimeIsTheConnectorsDefaultEvenWhenAnotherIsKnown() {
    story.with(withDefault(Duration.ofMinutes(40))).refreshing();
    story.succeeds(story.refresh(), Story.response("at-2", Optional.of("rt-2"), Optional.empty()));

    assertThat(story.active().current().lifetime()).isEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void aMissingLifetimeIsTheLastKnownOneWhereTheConnectorHasNoDefault() {
    story.authorized(
        "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofMinutes(23))));
    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.response("at-2", Optional.of("rt-2"), Optional.empty()));

    assertThat(story.active().current().lifetime()).isEqualTo(Duration.ofMinutes(23));
  }

  @Test
  void aMissingLifetimeIsABoundedDefaultWhereNothingIsKnown() {
    story.authorized("a", Story.response("at-1", Optional.of("rt-1"), Optional.empty()));

    assertThat(story.active().current().lifetime())
        .isEqualTo(RefreshTiming.BOUNDED_DEFAULT_LIFETIME);
  }

  @Test
  void aLifetimeOfCenturiesIsCut() {
    story.authorized(
        "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofDays(400_000))));

    assertThat(story.active().current().lifetime()).isEqualTo(ConnectorPolicy.LONGEST);
  }

  @Test
  void aLifetimeOfOneSecondDoesNotHammerTheProvider() {
    story.authorized(
        "a", Story.response("at-1", Optional.of("rt-1"), Optional.of(Duration.ofSeconds(1))));
    for (int i = 0; i < 10; i++) {
      Instant before = story.now();
      story.passesUntil(story.refreshAt());
      assertThat(story.now()).isAfterOrEqualTo(before.plus(RefreshTiming.SOONEST));
      story.succeeds(
          story.refresh(),
          Story.response("at", Optional.of("rt"), Optional.of(Duration.ofSeconds(1))));
    }
  }

  @Test
  void withoutARefreshTokenTheGrantNeedsAPersonWhenTheTokenExpires() {
    story.authorized(
        "a", Story.response("at-1", Optional.empty(), Optional.of(Duration.ofHours(1))));

    story.passes(Duration.ofHours(1).minusMillis(1));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    story.passes(Duration.ofMillis(1));
    assertThat(story.theOnly(Effect.PublishReauthorizationRequired.class).reason())
        .isEqualTo("no_refresh_token");
  }

  @Test
  void aRunnersWordAloneDoesNotEndAGrantThatHasNoRefreshToken() {
    story.authorized(
        "a", Story.response("at-1", Optional.empty(), Optional.of(Duration.ofHours(1))));

    story.passes(Duration.ofMinutes(1)).needsNewer(story.version());

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.calls(Effect.Refresh.class)).isEmpty();
  }

  @Test
  void anAuthorizationAgainRevivesAGrantThatNeededAPerson() {
    story.authorized("a", Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.passes(Story.LIFETIME);
    TokenVersion before = story.version();

    story.authorized("b", Story.tokens("at-2", "rt-2"));

    assertThat(story.theOnly(Effect.PublishToken.class).version()).isGreaterThan(before);
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
  }

  @Test
  void aRequestForAGrantThatNeedsAPersonIsAnsweredWithThatEvent() {
    story.authorized("a", Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));
    story.passes(Story.LIFETIME.plusMinutes(1)).needsNewer(story.version());

    assertThat(story.theOnly(Effect.PublishReauthorizationRequired.class).version())
        .isEqualTo(story.version());
    assertThat(story.now(Effect.CallProvider.class)).isEmpty();
  }

  @Test
  void thePinnedRevisionAndOriginAreUsedWhateverTheConnectorSaysNow() {
    story.authorized();
    story.with(
        new TestPolicy()
            .origin("https://elsewhere.example:443")
            .replay(new ConnectorPolicy.RefreshReplay.Safe())
            .build());

    story.passesUntil(story.refreshAt());
    assertThat(story.refresh().endpointOrigin()).isEqualTo(Story.ORIGIN);
    assertThat(story.refresh().connectorRevision()).isEqualTo(7);

    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().endpointOrigin()).isEqualTo(Story.ORIGIN);
  }

  @Test
  void publicAttributesStayWhenARefreshNamesNone() {
    story.starts("a").comesBack("a");
    story.succeeds(
        story.exchange(),
        new TokenResponse(
            Secret.of("at-1"),
            "Bearer",
            Optional.of(Story.LIFETIME),
            Optional.of(Secret.of("rt-1")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of("instance_url", "https://na1.example"),
            Optional.empty()));
    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().attributes())
        .containsEntry("instance_url", "https://na1.example");
  }

  private static ConnectorPolicy withDefault(Duration lifetime) {
    return new TestPolicy().accessTokenLives(Optional.of(lifetime)).build();
  }
}
