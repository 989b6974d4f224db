// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tokenbroker.topic.Topic.KeyedBy;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private final Topics topics = Topics.defaults();

  @Test
  void theNamesAreAPublicContract() {
    assertThat(Arrays.stream(Topic.values()).map(topics::name))
        .containsExactly(
            "tokenbroker.connectors",
            "tokenbroker.api-keys",
            "tokenbroker.controls",
            "tokenbroker.authorizations",
            "tokenbroker.replies",
            "tokenbroker.refresh-requests",
            "tokenbroker.token-commands",
            "tokenbroker.provider-requests",
            "tokenbroker.provider-results",
            "tokenbroker.token-events",
            "tokenbroker.audit",
            "tokenbroker.dead-letters");
  }

  @ParameterizedTest
  @EnumSource
  void aTopicIsFoundByItsName(Topic topic) {
    assertThat(topics.byName(topics.name(topic))).contains(topic);
    assertThat(topics.byName(topic.baseName())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void topicsOfTokenKeysAreCoPartitioned(Topic topic) {
    assertThat(topics.partitionsOf(topic))
        .isEqualTo(
            Set.of(KeyedBy.CONNECTOR_REVISION, KeyedBy.API_KEY_ID, KeyedBy.CONTROL)
                    .contains(topic.keyedBy())
                ? 1
                : 24);
  }

  @ParameterizedTest
  @EnumSource
  void theSettingsAreNamesThatKafkaKnows(Topic topic) {
    assertThat(topics.settingsOf(topic).keySet())
        .isSubsetOf(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.RETENTION_MS_CONFIG,
            TopicConfig.SEGMENT_MS_CONFIG,
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
        .contains(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
  }

  @Test
  void tokensAndConnectorsAreCompactedAndTheRestIsDeletedByAge() {
    assertThat(
            Arrays.stream(Topic.values())
                .filter(topic -> "compact".equals(topics.settingsOf(topic).get("cleanup.policy"))))
        .containsExactlyInAnyOrder(
            Topic.TOKEN_EVENTS, Topic.CONNECTORS, Topic.API_KEYS, Topic.CONTROLS);
    assertThat(topics.settingsOf(Topic.AUDIT)).containsEntry("retention.ms", "7776000000");
    assertThat(topics.settingsOf(Topic.TOKEN_EVENTS)).doesNotContainKey("retention.ms");
  }

  @Test
  void oneBrokerAloneCannotAskForTwoReplicasInSync() {
    assertThat(new Topics("x.", 1, (short) 1).settingsOf(Topic.AUDIT))
        .doesNotContainKey("min.insync.replicas");
  }

  @Test
  void runnersMayWriteNothingButRefreshRequests() {
    assertThat(
            Topic.REFRESH_REQUESTS.eventTypes().stream()
                .map(Class::getSimpleName)
                .collect(Collectors.toSet()))
        .containsExactly("RefreshToken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ü", "a/b", "x\n"})
  void anIllegalPrefixIsRefused(String prefix) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Topics(prefix, 1, (short) 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void anImpossiblePartitionCountIsRefused(int partitions) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Topics("p", partitions, (short) 1));
  }

  @Test
  void anImpossibleReplicationFactorIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Topics("p", 1, (short) 0));
  }
}
