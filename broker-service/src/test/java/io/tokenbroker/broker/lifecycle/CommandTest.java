// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandTest {
  private final Story story = new Story();

  @Test
  void aDescriptionTellsTheStateAndNoToken() {
    story.authorized().when(new Input.DescribeRequested("c-1", "ops"));

    Effect.Description description = story.theOnly(Effect.AnswerDescription.class).description();
    assertThat(description.state()).isEqualTo("active");
    assertThat(description.version()).isEqualTo(story.version());
    assertThat(description.connectorRevision()).contains(7L);
    assertThat(description.expiresAt()).contains(Story.START.plus(Story.LIFETIME));
    assertThat(description.nextActionAt()).isEqualTo(story.nextLook());
    assertThat(description.subject()).contains("ada@provider");
    assertThat(description.callInFlight()).isFalse();
    assertThat(description.toString()).doesNotContain("at-1", "rt-1");
  }

  @Test
  void aGrantThatIsNotThereIsDescribedAsAbsent() {
    story.when(new Input.DescribeRequested("c-1", "ops"));

    assertThat(story.theOnly(Effect.AnswerDescription.class).description().state())
        .isEqualTo("absent");
    assertThat(story.state()).isEmpty();
  }
}
