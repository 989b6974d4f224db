// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MockAdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Node NODE = new Node(0, "localhost", 1);

  private final Admin admin = new MockAdminClient(List.of(NODE), NODE);
  private final Topics topics = new Topics("t.", 4, (short) 1);
  private final TopicAdmin topicAdmin = new TopicAdmin(admin, topics, TIMEOUT);

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void anEmptyClusterLacksEverything() {
    assertThat(topicAdmin.verify())
        .hasSize(Topic.values().length + StateStore.values().length)
        .contains("topic t.audit is missing", "topic t.broker-tokens-changelog is missing");
  }

  @Test
  void whatIsMissingIsCreatedAndRepeatingItDoesNothing() throws Exception {
    assertThat(topicAdmin.createMissing())
        .containsExactlyElementsOf(
            topics.wanted("t.broker").stream().map(WantedTopic::name).toList());
    assertThat(topicAdmin.createMissing()).isEmpty();
    assertThat(topicAdmin.verify()).isEmpty();

    Map<String, TopicDescription> found =
        admin.describeTopics(List.of("t.audit", "t.connectors")).allTopicNames().get();
    assertThat(found.get("t.audit")).satisfies(topic -> assertThat(topic.partitions()).hasSize(4));
    assertThat(found.get("t.connectors"))
        .satisfies(topic -> assertThat(topic.partitions()).hasSize(1));
  }

  @Test
  void anotherPartitionCountIsADifferenceAndIsLeftAlone() throws Exception {
    create(
        new NewTopic("t.token-events", 7, (short) 1).configs(Map.of("cleanup.policy", "compact")));

    assertThat(topicAdmin.createMissing()).doesNotContain("t.token-events");
    assertThat(topicAdmin.verify())
        .singleElement()
        .asString()
        .startsWith("topic t.token-events has 7 partitions instead of 4");
  }

  @Test
  void theDeadLettersMayHaveAnyPartitionCount() throws Exception {
    create(
        new NewTopic("t.dead-letters", 1, (short) 1).configs(Map.of("cleanup.policy", "delete")));
    assertThat(topicAdmin.createMissing()).doesNotContain("t.dead-letters");

    assertThat(topicAdmin.verify()).isEmpty();
  }

  @Test
  void tokenEventsThatAreDeletedByAgeAreADifference() throws Exception {
    create(
        new NewTopic("t.token-events", 4, (short) 1).configs(Map.of("cleanup.policy", "delete")));
    assertThat(topicAdmin.createMissing()).isNotEmpty();

    assertThat(topicAdmin.verify())
        .containsExactly("topic t.token-events has cleanup.policy=delete instead of compact");
  }

  @Test
  void aChangelogWithAnotherPartitionCountIsADifference() throws Exception {
    create(
        new NewTopic("t.broker-due-changelog", 7, (short) 1)
            .configs(Map.of("cleanup.policy", "compact")));
    topicAdmin.createMissing();

    assertThat(topicAdmin.verify())
        .singleElement()
        .asString()
        .startsWith("topic t.broker-due-changelog has 7 partitions instead of 4");
  }

  @Test
  void aSettingThatIsTooLowIsRaisedAndOneThatIsHigherStays() throws Exception {
    create(
        new NewTopic("t.audit", 4, (short) 1)
            .configs(Map.of("cleanup.policy", "delete", "retention.ms", "1000")));
    create(
        new NewTopic("t.replies", 4, (short) 1)
            .configs(Map.of("cleanup.policy", "delete", "retention.ms", "-1")));
    topicAdmin.createMissing();
    assertThat(topicAdmin.differences())
        .singleElement()
        .matches(TopicDifference::isMendable)
        .matches(difference -> !difference.isObstacle())
        .extracting(TopicDifference::text)
        .isEqualTo("topic t.audit has retention.ms=1000 instead of 7776000000");

    topicAdmin.mend(topicAdmin.differences());

    assertThat(topicAdmin.verify()).isEmpty();
  }

  @Test
  void moreReplicasInSyncThanThereAreAreNeverDemanded() throws Exception {
    create(
        new NewTopic("t.audit", 4, (short) 1)
            .configs(Map.of("cleanup.policy", "delete", "min.insync.replicas", "1")));
    TopicAdmin three = new TopicAdmin(admin, new Topics("t.", 4, (short) 3), TIMEOUT);

    List<TopicDifference> ofAudit =
        three.differences().stream().filter(it -> it.topic().equals("t.audit")).toList();

    assertThat(ofAudit)
        .extracting(TopicDifference::setting)
        .containsExactlyInAnyOrder("replication.factor", "min.insync.replicas");
    assertThat(ofAudit).noneMatch(TopicDifference::isMendable);
  }

  @Test
  void aLongerWayOfASupersededTokenIsLeftToTheOperator() throws Exception {
    create(
        new NewTopic("t.token-events", 4, (short) 1)
            .configs(
                Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", "9000000000000")));
    topicAdmin.createMissing();

    topicAdmin.mend(topicAdmin.differences());

    assertThat(topicAdmin.verify())
        .singleElement()
        .asString()
        .contains("max.compaction.lag.ms=9000000000000 instead of 86400000");
  }

  @Test
  void aProcessMayWorkWithWhatAnOperatorHasToWeighAndNotWithAnotherPartitionCount()
      throws Exception {
    create(
        new NewTopic("t.audit", 4, (short) 1)
            .configs(Map.of("cleanup.policy", "delete", "retention.ms", "1000")));
    create(new NewTopic("t.replies", 3, (short) 1).configs(Map.of("cleanup.policy", "delete")));

    assertThat(topicAdmin.obstacles(List.of(Topic.AUDIT))).isEmpty();
    assertThat(topicAdmin.obstacles(List.of(Topic.AUDIT, Topic.REPLIES)))
        .singleElement()
        .asString()
        .contains("t.replies has 3 partitions instead of 4");
  }

  @Test
  void moreReplicasThanBrokersAreRefusedBeforeAnythingIsMade() throws Exception {
    TopicAdmin three = new TopicAdmin(admin, new Topics("t.", 4, (short) 3), TIMEOUT);

    assertThatExceptionOfType(TopicAdminException.class)
        .isThrownBy(three::createMissing)
        .withMessageStartingWith("could not keep 3 replicas on 1 broker: start more brokers");
    assertThat(admin.listTopics().names().get()).isEmpty();
  }

  @Test
  void aClusterThatDoesNotAnswerIsAClearError() {
    MockAdminClient silent = new MockAdminClient(List.of(NODE), NODE);
    silent.timeoutNextRequest(1);

    assertThatExceptionOfType(TopicAdminException.class)
        .isThrownBy(() -> new TopicAdmin(silent, topics, TIMEOUT).verify())
        .withMessageStartingWith("could not describe topic");
    silent.close();
  }

  private void create(NewTopic topic) throws Exception {
    assertThat(Optional.ofNullable(admin.createTopics(Collections.singleton(topic)).all().get()))
        .isEmpty();
  }
}
