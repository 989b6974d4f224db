// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.key.TokenVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Off-boarding: revoked, and erased as soon as nothing of before can come back. */
class ErasureTest {
  private static final Duration REACHABLE = Duration.ofMinutes(15);

  private final Story story = new Story();

  @Test
  void anErasedGrantIsRevokedFirstAndItsLastEventGetsATombstone() {
    story.authorized().passes(Duration.ofMinutes(30)).isErased();
    assertThat(story.now(Effect.PublishRevoked.class)).hasSize(1);
    story.succeeds(story.revocation());

    story.passes(Duration.ofMinutes(2));
    assertThat(story.now(Effect.Retract.class)).hasSize(1);
    assertThat(story.audited()).contains("grant_erased");
    assertThat(story.state()).isEmpty();
  }

  @Test
  void nothingIsForgottenWhileTheLinkOfItsAuthorizationWorks() {
    story.authorized().passes(Duration.ofMinutes(1)).isErased();
    story.succeeds(story.revocation());

    story.passesUntil(Story.START.plus(REACHABLE).minusSeconds(1));
    assertThat(story.state()).isPresent();
    story.passes(Duration.ofSeconds(2));
    assertThat(story.ever(Effect.Retract.class)).hasSize(1);
    assertThat(story.state()).isEmpty();
  }

  @Test
  void aTokenThatIsStillToBeRevokedAtTheProviderIsKeptUntilThen() {
    story.authorized().passes(Duration.ofMinutes(30)).isErased();
    story.passes(Duration.ofMinutes(2));
    assertThat(story.ever(Effect.Retract.class)).hasSize(1);
    assertThat(story.state()).isPresent();

    story.succeeds(story.revocation());
    assertThat(story.state()).isEmpty();
  }

  @Test
  void aRevokedGrantIsErasedSoonerWhenThatIsWanted() {
    story.authorized().passes(Duration.ofMinutes(30)).isRevoked();
    story.succeeds(story.revocation()).passes(Duration.ofMinutes(5));
    assertThat(story.state()).isPresent();

    story.isErased().passes(Duration.ofMinutes(2));
    assertThat(story.ever(Effect.Retract.class)).hasSize(1);
    assertThat(story.state()).isEmpty();
  }

  @Test
  void whatWasStartedBeforeTheErasureIsRefusedThoughItArrivesAMomentLater() {
    story.authorized().passes(Duration.ofMinutes(30)).isErased();
    story.passes(Duration.ofSeconds(30)).startsAt("late", story.now().minusSeconds(31));

    assertThat(story.failure("late")).isEqualTo("revoked");
  }

  @Test
  void anAuthorizationAfterTheErasureHasAHigherVersion() {
    story.authorized().passes(Duration.ofMinutes(30)).isErased();
    TokenVersion before = story.version();
    story.succeeds(story.revocation()).passes(Duration.ofMinutes(2));
    assertThat(story.state()).isEmpty();

    story.authorized("b", Story.tokens("at-b", "rt-b"));
    assertThat(story.version()).isGreaterThan(before);
  }

  @Test
  void erasingNothingIsAnsweredAndAudited() {
    story.isErased();

    assertThat(story.theOnly(Effect.AnswerDescription.class).description().state())
        .isEqualTo("absent");
    assertThat(story.audited()).containsExactly("nothing_to_revoke");
    assertThat(story.state()).isEmpty();
  }

  @Test
  void anErasureBeforeTheFirstTokenCancelsWhatIsUnderWay() {
    story.starts("a").passes(Duration.ofMinutes(1)).isErased();
    assertThat(story.failure("a")).isEqualTo("revoked");

    story.passes(Duration.ofMinutes(17));
    assertThat(story.ever(Effect.Retract.class)).hasSize(1);
    assertThat(story.state()).isEmpty();
  }
}
