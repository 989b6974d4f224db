// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shared grants that the client obtains with its own credentials (RFC 6749, 4.4). */
class ClientCredentialsTest {
  private static final Effect.ClientCredentials CALL =
      new Effect.ClientCredentials(List.of("read"));

  private final Story story = new Story().with(new TestPolicy().clientCredentials(true).build());

  @Test
  void aSharedGrantIsObtainedWithoutABrowser() {
    story.asksFor("c-1");
    assertThat(story.theOnly(Effect.CallProvider.class).call()).isEqualTo(CALL);

    story.succeeds(
        story.refresh(), Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));
    assertThat(story.theOnly(Effect.PublishToken.class).tokens().accessToken())
        .isEqualTo(Secret.of("at-1"));
    assertThat(story.outcomes("c-1").get(0)).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void itIsRenewedTheSameWayBeforeItExpires() {
    story.obtains("c-1");
    TokenVersion before = story.version();
    story.passesUntil(story.refreshAt());
    assertThat(story.theOnly(Effect.CallProvider.class).call()).isEqualTo(CALL);
    assertThat(story.now()).isBefore(Story.START.plus(Story.LIFETIME));

    story.succeeds(
        story.refresh(), Story.response("at-2", Optional.empty(), Optional.of(Story.LIFETIME)));
    assertThat(story.version()).isEqualTo(before.next());
    assertThat(story.active().ending()).isEqualTo(Ending.none());
  }

  @Test
  void aRefreshTokenThatNobodyShouldSendIsNotUsed() {
    story.asksFor("c-1").succeeds(story.refresh(), Story.tokens("at-1", "rt-odd"));
    story.passesUntil(story.refreshAt());

    assertThat(story.theOnly(Effect.CallProvider.class).call()).isEqualTo(CALL);
  }

  @Test
  void aCallThatWasLostIsMadeAgain() {
    story.asksFor("c-1").isLost(story.refresh()).passes(Duration.ofSeconds(2));
    story.succeeds(
        story.refresh(), Story.response("at-1", Optional.empty(), Optional.of(Story.LIFETIME)));
    assertThat(story.outcomes("c-1").get(0)).isInstanceOf(Outcome.Succeeded.class);

    story.passesUntil(story.refreshAt());
    story.isLost(story.refresh());
    assertThat(story.refreshAt()).isBefore(story.now().plusSeconds(3));
  }

  @Test
  void anOperatorsMistakeIsTheOutcome() {
    story.asksFor("c-1").fails(story.refresh(), FailureClass.CONFIGURATION, "invalid_client");

    assertThat(story.failure("c-1")).isEqualTo("invalid_client");
    assertThat(story.state().map(Grant::status)).contains("absent");
  }

  @Test
  void aProvidersTroubleIsWaitedOutForTenMinutes() {
    story.asksFor("c-1");
    while (story.outcomes("c-1").isEmpty()) {
      story.isNotSent(story.refresh(), Optional.empty()).passes(Duration.ofSeconds(31));
    }

    assertThat(story.failure("c-1")).isEqualTo("provider_unavailable");
    assertThat(story.now()).isBefore(Story.START.plus(Duration.ofMinutes(11)));
  }

  @Test
  void onlyASharedGrantOfSuchAConnectorIsObtained() {
    Story personal = new Story().with(new TestPolicy().clientCredentials(true).build());
    personal.when(new Input.TokenRequested("c-1", 7, List.of(), "ops", personal.now()));
    assertThat(personal.failure("c-1")).isEqualTo("unsupported_grant_type");

    Story other = new Story().asksFor("c-2");
    assertThat(other.failure("c-2")).isEqualTo("unsupported_grant_type");

    story.with(ConnectorPolicy.UNKNOWN).asksFor("c-3");
    assertThat(story.failure("c-3")).isEqualTo("unknown_connector");
  }

  @Test
  void aPersonCanNotAuthorizeSuchAConnector() {
    story.starts("a");

    assertThat(story.failure("a")).isEqualTo("unsupported_grant_type");
  }

  @Test
  void askingAgainReplacesTheTokenAndContinuesTheVersion() {
    story.obtains("c-1").passes(Duration.ofMinutes(1));
    TokenVersion before = story.version();
    story.obtains("c-2");

    assertThat(story.version().generation()).isGreaterThan(before.generation());
  }

  @Test
  void aConnectorThatChangesItsMindDoesNotChangeHowAGrantIsRenewed() {
    story.obtains("c-1").with(new TestPolicy().build());
    story.passesUntil(story.refreshAt());

    assertThat(story.theOnly(Effect.CallProvider.class).call()).isEqualTo(CALL);
  }

  @Test
  void aRevokedOneStaysRevokedUntilSomebodyAsksAgain() {
    story.obtains("c-1").passes(Duration.ofMinutes(1)).isRevoked();
    assertThat(story.tokensRevoked()).containsExactly(Secret.of("at-1"));
    story.passes(Duration.ofHours(3));
    assertThat(story.grant().status()).isEqualTo("revoking");

    story.obtains("c-2");
    assertThat(story.grant().status()).isEqualTo("active");
  }
}
