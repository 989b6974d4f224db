// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Input.FailureClass;
import io.tokenbroker.secrets.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The key that tokens are bound to (RFC 9449) goes where they go. */
class ProofKeyTest {
  private final Story story = new Story();

  @Test
  void theKeyOfTheFirstTokenIsPublishedWithIt() {
    story.authorized("a", Story.boundTo("key-1", Story.tokens("at-1", "rt-1")));

    assertThat(published()).contains(Secret.of("key-1"));
  }

  @Test
  void aRefreshUsesTheKeyAndKeepsItWhetherTheResponseRepeatsItOrNot() {
    story.authorized("a", Story.boundTo("key-1", Story.tokens("at-1", "rt-1")));
    for (int i = 2; i < 6; i++) {
      TokenResponse response = Story.tokens("at-" + i, "rt-" + i);
      story.passesUntil(story.refreshAt());
      assertThat(((Effect.Refresh) story.refresh().call()).proofKey()).contains(Secret.of("key-1"));
      story.succeeds(story.refresh(), i % 2 == 0 ? response : Story.boundTo("key-1", response));
      assertThat(published()).contains(Secret.of("key-1"));
    }
  }

  @Test
  void aReplyThatTurnsUpLateLosesNoKey() {
    story.authorized("a", Story.boundTo("key-1", Story.tokens("at-1", "rt-1")));
    story.passesUntil(story.refreshAt());
    Effect.CallProvider lost = story.refresh();
    story.isLost(lost).succeeds(lost, Story.tokens("at-2", "rt-2"));

    assertThat(published()).contains(Secret.of("key-1"));
  }

  @Test
  void aNewAuthorizationBringsAKeyOfItsOwn() {
    story.authorized("a", Story.boundTo("key-1", Story.tokens("at-1", "rt-1")));
    story.authorized("b", Story.boundTo("key-2", Story.tokens("at-2", "rt-2")));
    assertThat(published()).contains(Secret.of("key-2"));

    story.passesUntil(story.refreshAt());
    assertThat(((Effect.Refresh) story.refresh().call()).proofKey()).contains(Secret.of("key-2"));
  }

  @Test
  void anImportGetsItsKeyWithItsFirstRefresh() {
    story.isImported("i", Optional.empty(), Optional.of("rt-1"));
    assertThat(((Effect.Refresh) story.refresh().call()).proofKey()).isEmpty();
    story.succeeds(story.refresh(), Story.boundTo("key-1", Story.tokens("at-2", "rt-2")));
    assertThat(published()).contains(Secret.of("key-1"));

    story.passesUntil(story.refreshAt());
    assertThat(((Effect.Refresh) story.refresh().call()).proofKey()).contains(Secret.of("key-1"));
  }

  @Test
  void whatIsLeftOfAGrantThatNeedsAPersonKeepsItsKey() {
    story.authorized("a", Story.boundTo("key-1", Story.tokens("at-1", "rt-1")));
    story.passesUntil(story.refreshAt());
    story.fails(story.refresh(), FailureClass.REAUTHORIZE, "invalid_grant");

    assertThat(story.theOnly(Effect.PublishReauthorizationRequired.class).last().proofKey())
        .contains(Secret.of("key-1"));
  }

  @Test
  void everyTokenOfTheClientsOwnMayHaveAnotherKeyOrNone() {
    story.with(new TestPolicy().clientCredentials(true).build()).asksFor("c");
    story.succeeds(story.refresh(), Story.boundTo("key-1", Story.tokens("at-1", "rt-odd")));
    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.boundTo("key-2", Story.tokens("at-2", "rt-odd")));
    assertThat(published()).contains(Secret.of("key-2"));

    story.passesUntil(story.refreshAt());
    story.succeeds(story.refresh(), Story.tokens("at-3", "rt-odd"));
    assertThat(published()).isEmpty();
  }

  private Optional<Secret> published() {
    return story.theOnly(Effect.PublishToken.class).tokens().proofKey();
  }
}
