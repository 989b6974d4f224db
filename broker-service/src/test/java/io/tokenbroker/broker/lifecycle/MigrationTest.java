// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A grant's secrets go to another origin only by an operator's command that names both. */
class MigrationTest {
  private static final String ELSEWHERE = "https://elsewhere.example:443";

  private final Story story = new Story().authorized();

  @Test
  void aConnectorThatMovesTakesNoGrantAlong() {
    story.with(moved()).passesUntil(story.refreshAt());

    assertThat(story.refresh().endpointOrigin()).isEqualTo(Story.ORIGIN);
    assertThat(story.refresh().connectorRevision()).isEqualTo(7);
  }

  @Test
  void afterTheMigrationCallsGoToTheNewOrigin() {
    TokenVersion before = story.version();
    migrate(Story.ORIGIN, ELSEWHERE);
    assertThat(story.version()).isEqualTo(before.next());
    Tokens published = story.theOnly(Effect.PublishToken.class).tokens();
    assertThat(published.connectorRevision()).isEqualTo(8);
    assertThat(published.accessToken()).isEqualTo(Secret.of("at-1"));
    assertThat(story.theOnly(Effect.AnswerDescription.class).description().connectorRevision())
        .contains(8L);
    assertThat(story.audited()).containsExactly("grant_migrated");

    story.passesUntil(story.refreshAt());
    assertThat(story.refresh().endpointOrigin()).isEqualTo(ELSEWHERE);
    assertThat(story.refresh().connectorRevision()).isEqualTo(8);
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"));
    story.succeeds(story.refresh(), Story.tokens("at-2", "rt-2"));
    assertThat(story.active().current().endpointOrigin()).isEqualTo(ELSEWHERE);
  }

  @Test
  void soDoRevocationsOfWhatIsRevokedLater() {
    migrate(Story.ORIGIN, ELSEWHERE).isRevoked();

    assertThat(story.revocation().endpointOrigin()).isEqualTo(ELSEWHERE);
    assertThat(story.revoked().endpointOrigin()).isEqualTo(ELSEWHERE);
  }

  @Test
  void whatIsStillToBeRevokedStaysWithItsOrigin() {
    story.authorized("b", Story.tokens("at-2", "rt-2"));
    story.fails(story.revocation(), FailureClass.TRANSIENT, "http_503");
    migrate(Story.ORIGIN, ELSEWHERE).passes(Duration.ofMinutes(10));

    assertThat(story.calls(Effect.Revoke.class))
        .hasSizeGreaterThan(1)
        .allMatch(call -> call.endpointOrigin().equals(Story.ORIGIN));
  }

  @Test
  void theWrongOriginIsRefused() {
    assertRefused("https://mistaken.example:443", ELSEWHERE, "origin_mismatch");
  }

  @Test
  void anOriginThatIsNotTheConnectorsIsRefused() {
    assertRefused(Story.ORIGIN, "https://evil.example:443", "not_the_connectors_origin");
    story.with(ConnectorPolicy.UNKNOWN).when(command(Story.ORIGIN, ELSEWHERE));
    assertThat(story.theOnly(Effect.AnswerRejected.class).reason())
        .isEqualTo("not_the_connectors_origin");
  }

  @Test
  void whileARefreshIsUnderWayItIsRefusedAndTriedAgainLater() {
    story.passesUntil(story.refreshAt());
    Effect.CallProvider refresh = story.refresh();
    assertRefused(Story.ORIGIN, ELSEWHERE, "call_in_flight");
    assertThat(story.active().attemptInFlight()).contains(refresh.attemptId());

    story.succeeds(refresh, Story.tokens("at-2", "rt-2"));
    migrate(Story.ORIGIN, ELSEWHERE);
    assertThat(story.audited()).contains("grant_migrated");
  }

  @Test
  void whereThereAreNoTokensThereIsNothingToMigrate() {
    story.isRevoked();
    assertRefused(Story.ORIGIN, ELSEWHERE, "no_grant");

    Story nothing = new Story().with(moved()).when(command(Story.ORIGIN, ELSEWHERE));
    assertThat(nothing.theOnly(Effect.AnswerRejected.class).reason()).isEqualTo("no_grant");
    assertThat(nothing.state()).isEmpty();
  }

  @Test
  void aCommandThatComesTwiceIsCarriedOutOnce() {
    migrate(Story.ORIGIN, ELSEWHERE);
    TokenVersion version = story.version();
    migrate(Story.ORIGIN, ELSEWHERE);

    assertThat(story.version()).isEqualTo(version);
    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.now(Effect.AnswerDescription.class)).hasSize(1);
    assertThat(story.audited()).containsExactly("migration_repeated");
  }

  @Test
  void aGrantThatWasIssuedAtTheNewOriginStaysAsItIs() {
    story.with(moved()).authorized("b", Story.tokens("at-2", "rt-2"));
    Credential before = story.grant().credential();
    migrate(Story.ORIGIN, ELSEWHERE);

    assertThat(story.grant().credential()).isEqualTo(before);
    assertThat(story.now(Effect.AnswerDescription.class)).hasSize(1);
    assertThat(story.now(Effect.Publish.class)).isEmpty();
  }

  @Test
  void aNewerRevisionOfTheSameOriginCanBePinned() {
    story.when(command(Story.ORIGIN, Story.ORIGIN));

    assertThat(story.active().current().connectorRevision()).isEqualTo(8);
    assertThat(story.audited()).containsExactly("grant_migrated");
  }

  @Test
  void aGrantThatNeedsAPersonMovesToo() {
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");
    migrate(Story.ORIGIN, ELSEWHERE);

    assertThat(story.reauthorizationRequired().last().endpointOrigin()).isEqualTo(ELSEWHERE);
    assertThat(story.reauthorizationRequired().reason()).isEqualTo("invalid_grant");
    assertThat(story.theOnly(Effect.PublishReauthorizationRequired.class).last())
        .isEqualTo(story.reauthorizationRequired().last());
  }

  @Test
  void aReplyThatTurnsUpLateDoesNotBringTheOldOriginBack() {
    story.passesUntil(story.refreshAt());
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost);
    migrate(Story.ORIGIN, ELSEWHERE).succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(story.active().current().endpointOrigin()).isEqualTo(ELSEWHERE);
    assertThat(story.active().current().refreshToken()).contains(Secret.of("rt-2"));
  }

  @Test
  void theNextRefreshIsMadeWhenItWasPlanned() {
    Optional<?> planned = story.nextLook();
    migrate(Story.ORIGIN, ELSEWHERE);

    assertThat(story.nextLook()).isEqualTo(planned);
  }

  private Story migrate(String from, String to) {
    return story.with(moved()).when(command(from, to));
  }

  private void assertRefused(String from, String to, String reason) {
    Optional<Grant> before = story.state();
    story.with(moved()).when(command(from, to));
    assertThat(story.theOnly(Effect.AnswerRejected.class).reason()).isEqualTo(reason);
    assertThat(story.audited()).containsExactly("migration_refused");
    assertThat(story.now(Effect.Publish.class)).isEmpty();
    assertThat(story.state()).isEqualTo(before);
  }

  private static Input command(String from, String to) {
    return new Input.MigrateRequested("c-1", 8, from, to, "ops");
  }

  private static ConnectorPolicy moved() {
    return new TestPolicy().origin(ELSEWHERE).build();
  }
}
