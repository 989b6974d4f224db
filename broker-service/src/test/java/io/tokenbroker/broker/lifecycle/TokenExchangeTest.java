// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.ConnectorPolicy.GrantType;
import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Grants that are obtained for another token (RFC 8693), shared ones and persons' own. */
class TokenExchangeTest {
  private static final String TYPE = "urn:ietf:params:oauth:token-type:id_token";
  private static final Effect.TokenExchange CALL =
      new Effect.TokenExchange(Secret.of("st-1"), Optional.of(TYPE), List.of("read"));

  private final Story story = new Story().with(exchanging());

  @Test
  void aPersonsGrantIsObtainedForAnotherToken() {
    exchange("e-1");
    assertThat(story.theOnly(Effect.CallProvider.class).call()).isEqualTo(CALL);

    story.succeeds(call(), Story.tokens("at-1", "rt-1"));
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-1"));
    assertThat(story.outcomes("e-1")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void soIsASharedOne() {
    story.ofAll();
    exchange("e-1").succeeds(call(), Story.tokens("at-1", "rt-1"));

    assertThat(story.grant().status()).isEqualTo("active");
  }

  @Test
  void itIsRenewedByItsRefreshToken() {
    exchange("e-1").succeeds(call(), Story.tokens("at-1", "rt-1"));
    story.passesUntil(story.refreshAt());

    assertThat(story.theOnly(Effect.CallProvider.class).call())
        .isEqualTo(new Effect.Refresh(Secret.of("rt-1")));
  }

  @Test
  void withoutARefreshTokenItEndsWithItsAccessToken() {
    exchange("e-1").succeeds(call(), withoutRefreshToken("at-1"));
    story.passes(Story.LIFETIME);

    assertThat(story.reauthorizationRequired().reason()).isEqualTo("no_refresh_token");
    assertThat(story.calls(Effect.TokenExchange.class)).hasSize(1);
  }

  @Test
  void anotherExchangeContinuesIt() {
    exchange("e-1").succeeds(call(), withoutRefreshToken("at-1")).passes(Story.LIFETIME);
    long before = story.version().generation();
    exchange("e-2").succeeds(call(), withoutRefreshToken("at-2"));

    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
    assertThat(story.version().generation()).isGreaterThan(before);
  }

  @Test
  void withoutASubjectTokenItIsRefused() {
    story.when(new Input.TokenRequested("e-1", 7, List.of(), "ops", story.now()));

    assertThat(story.failure("e-1")).isEqualTo("no_subject_token");
    assertThat(story.ever(Effect.CallProvider.class)).isEmpty();
  }

  @Test
  void onAnyOtherConnectorASubjectTokenIsRefused() {
    for (GrantType other : List.of(GrantType.AUTHORIZATION_CODE, GrantType.CLIENT_CREDENTIALS)) {
      story.with(new TestPolicy().grantType(other).build()).ofAll();
      exchange("e-" + other);
      assertThat(story.failure("e-" + other)).isEqualTo("unsupported_grant_type");
    }
    story.with(ConnectorPolicy.UNKNOWN);
    exchange("e-unknown");

    assertThat(story.failure("e-unknown")).isEqualTo("unknown_connector");
    assertThat(story.ever(Effect.CallProvider.class)).isEmpty();
  }

  @Test
  void noPersonCanAuthorizeSuchAConnector() {
    story.starts("a");

    assertThat(story.failure("a")).isEqualTo("unsupported_grant_type");
  }

  @Test
  void aCallThatWasLostIsMadeAgain() {
    exchange("e-1").isLost(call()).passes(Duration.ofSeconds(2));
    assertThat(story.calls(Effect.TokenExchange.class)).hasSize(2);
    story.succeeds(call(), Story.tokens("at-1", "rt-1"));

    assertThat(story.outcomes("e-1")).singleElement().isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void aLateReplyWhileItIsMadeAgainIsTheGrantAndTheOtherReplyIsKeptInReserve() {
    exchange("e-1");
    Effect.CallProvider lost = call();
    story.isLost(lost).passes(Duration.ofSeconds(2));
    Effect.CallProvider again = call();
    story.succeeds(lost, Story.tokens("at-1", "rt-1"));
    assertThat(story.active().attemptInFlight()).isEmpty();

    story.passes(Duration.ofSeconds(1)).succeeds(again, Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().accessToken()).isEqualTo(Secret.of("at-2"));
    assertThat(story.active().current().refreshTokens())
        .containsExactlyInAnyOrder(Secret.of("rt-1"), Secret.of("rt-2"));
  }

  @Test
  void aRefusalOfTheRepeatedCallEndsNoGrantThatTheFirstHasBrought() {
    exchange("e-1");
    Effect.CallProvider lost = call();
    story.isLost(lost).passes(Duration.ofSeconds(2));
    Effect.CallProvider again = call();
    story.succeeds(lost, Story.tokens("at-1", "rt-1"));
    story.fails(again, FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-1"));
  }

  @Test
  void whatTheProviderRefusesIsTheOutcome() {
    exchange("e-1").fails(call(), FailureClass.REAUTHORIZE, "invalid_target");

    assertThat(story.failure("e-1")).isEqualTo("invalid_target");
  }

  @Test
  void aReplyThatComesAfterTheOutcomeWasToldIsRevoked() {
    exchange("e-1");
    Effect.CallProvider lost = call();
    story.isLost(lost).passes(Duration.ofSeconds(2));
    story.fails(call(), FailureClass.REAUTHORIZE, "invalid_grant");
    story.succeeds(lost, Story.tokens("at-1", "rt-1"));

    assertThat(story.failure("e-1")).isEqualTo("invalid_grant");
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void aGrantOfAnotherSystemCanBeImportedForSuchAConnector() {
    story.isImported("i", Optional.empty(), Optional.of("rt-1"));

    assertThat(story.theOnly(Effect.CallProvider.class).call())
        .isEqualTo(new Effect.Refresh(Secret.of("rt-1")));
  }

  private Story exchange(String id) {
    return story.when(
        new Input.TokenRequested(
            id,
            7,
            List.of("read"),
            Optional.of(new Input.SubjectToken(Secret.of("st-1"), Optional.of(TYPE))),
            "api-key-1",
            story.now()));
  }

  private Effect.CallProvider call() {
    List<Effect.CallProvider> calls = story.calls(Effect.TokenExchange.class);
    return calls.get(calls.size() - 1);
  }

  private static TokenResponse withoutRefreshToken(String accessToken) {
    return Story.response(accessToken, Optional.empty(), Optional.of(Story.LIFETIME));
  }

  private static ConnectorPolicy exchanging() {
    return new TestPolicy().grantType(GrantType.TOKEN_EXCHANGE).build();
  }
}
