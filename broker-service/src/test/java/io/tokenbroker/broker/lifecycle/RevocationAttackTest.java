// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attacks on revocations that wait, which once succeeded. */
class RevocationAttackTest {
  private final Story story = new Story();

  @Test
  void aRevocationIsNotGivenUpUntriedBecauseAnotherGrantWasIssuedWhenTheBrokerCameBack() {
    story.with(new TestPolicy().wholeGrant(true).build());
    story.isHeldBack("a", Story.tokens("at-a", "rt-a")).starts("b").comesBack("b");
    Effect.CallProvider exchange = story.exchange();
    story.passes(Duration.ofMinutes(11));
    assertThat(story.failure("a")).isEqualTo("not_confirmed");
    story.isDownFor(Duration.ofHours(25));
    story.fails(exchange, FailureClass.REAUTHORIZE, "invalid_grant").passes(Duration.ofHours(1));

    assertThat(story.tokensRevoked()).containsExactly(Secret.of("rt-a"));
  }

  @Test
  void aRefreshThatIsOutIsRememberedHoweverManyRevocationsWait() {
    story.refreshing();
    for (int i = 0; i < Grant.MAX_REVOCATIONS + 2; i++) {
      story.passes(Duration.ofMinutes(2));
      story.authorized("b" + i, Story.tokens("at-b" + i, "rt-b" + i));
    }
    story.isImported("i", Optional.empty(), Optional.of("rt-1"), Optional.empty(), true);

    assertThat(story.failure("i")).isEqualTo("refresh_token_in_use");
    assertThat(story.refreshTokensSent()).containsExactly(Secret.of("rt-1"));
  }

  @Test
  void aRefreshTokenThatIsInUseAgainIsNotRevokedWhenItIsSpent() {
    story.authorized().isRevoked();
    story.fails(
        story.revocation(), FailureClass.TRANSIENT, "http_503", Optional.of(Duration.ofHours(1)));
    story.passes(Duration.ofMillis(1)).authorized("again", Story.tokens("at-2", "rt-1"));
    story.passes(Duration.ofSeconds(20)).needsNewer(story.version());
    story.succeeds(story.refresh(), Story.tokens("at-3", "rt-3")).passes(Duration.ofHours(2));

    assertThat(story.tokensRevoked()).as("before it was in use again").hasSize(1);
  }
}
