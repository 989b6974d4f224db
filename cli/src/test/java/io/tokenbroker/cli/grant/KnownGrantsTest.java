// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.MissingTopicException;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownGrantsTest {
  private static final Instant AT = Instant.parse("2024-05-06T07:08:09Z");
  private static final TokenKey ANN = TokenKey.personal("acme", "github", "ann");
  private static final TokenKey BEN = TokenKey.personal("acme", "github", "ben");
  private static final TokenKey SHARED = TokenKey.shared("acme", "slack");

  private final GrantLogs logs = GrantLogs.of(Topics.defaults(), "tokenbroker.broker");
  private final FakeTopicKeys topics = new FakeTopicKeys(logs);
  private final KnownGrants known = new KnownGrants(new GrantRecords(topics), logs);

  @Test
  void whatIsStoredPublishedOrPendingIsKnownOnce() {
    topics.value(logs.tokens(), BEN, AT);
    topics.value(logs.tokens(), ANN, AT);
    topics.value(logs.tokenEvents(), ANN, AT);
    topics.value(logs.authorizations(), SHARED, AT);

    assertThat(known.matching(any -> true)).containsExactly(ANN, BEN, SHARED);
  }

  @Test
  void aKeyWhoseLastRecordIsATombstoneIsGone() {
    topics.value(logs.tokens(), ANN, AT);
    topics.tombstone(logs.tokens(), ANN, AT);
    topics.value(logs.tokenEvents(), BEN, AT);
    topics.tombstone(logs.tokenEvents(), BEN, AT);
    topics.value(logs.tokenEvents(), BEN, AT);

    assertThat(known.matching(any -> true)).containsExactly(BEN);
  }

  @Test
  void aTombstoneInOneTopicLeavesTheGrantOfAnother() {
    topics.tombstone(logs.tokenEvents(), ANN, AT);
    topics.value(logs.tokens(), ANN, AT);

    assertThat(known.matching(any -> true)).containsExactly(ANN);
  }

  @Test
  void whatCameToNothingIsNotKnown() {
    topics.aborted(logs.tokens(), ANN, AT);

    assertThat(known.matching(any -> true)).isEmpty();
  }

  @Test
  void onlyWhatIsWantedIsFoundAndForeignKeysArePassedOver() {
    topics.value(logs.tokens(), ANN, AT);
    topics.value(logs.tokens(), SHARED, AT);
    topics.raw(logs.tokens(), FakeTopicKeys.bytes("no key of ours"), AT);

    assertThat(known.matching(new GrantSelector("acme", Optional.of("slack"), Optional.empty())))
        .containsExactly(SHARED);
  }

  @Test
  void theKeyOfADueEntryStandsAfterItsTime() {
    assertThat(logs.due().grant(FakeTopicKeys.dueKey(1_795_559_092_363L, ANN))).contains(ANN);
    assertThat(logs.due().grant(ByteBuffer.allocate(Long.BYTES))).as("the floor").isEmpty();
    assertThat(logs.due().grant(ByteBuffer.allocate(3))).isEmpty();
  }

  @Test
  void anEventWithoutASealedFieldHoldsNoSecret() {
    assertThat(logs.tokenEvents().mayHoldSecrets(Optional.of(TokenRevoked.class.getName())))
        .isFalse();
    assertThat(logs.tokenEvents().mayHoldSecrets(Optional.of(TokenRefreshed.class.getName())))
        .isTrue();
    assertThat(logs.tokens().mayHoldSecrets(Optional.empty())).isTrue();
    assertThat(logs.due().mayHoldSecrets(Optional.empty())).isFalse();
  }

  @Test
  void aMissingChangelogSaysWhatMayBeWrong() {
    KnownGrants lost =
        new KnownGrants(
            new GrantRecords(
                (topic, which, handler) -> {
                  throw new MissingTopicException(topic);
                }),
            logs);

    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> lost.matching(any -> true))
        .withMessageContaining("topic tokenbroker.broker-tokens-changelog does not exist")
        .withMessageContaining("--application-id");
  }
}
