// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.broker.BrokerSettings;
import io.tokenbroker.broker.BrokerStartException;
import io.tokenbroker.it.system.TestCluster;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.topic.WantedTopic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue of topics against a real cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopicAdminIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Path folder;
  private final TestCluster kafka;
  private final Admin admin;

  TopicAdminIT(@TempDir Path folder) {
    this.folder = folder;
    kafka = TestCluster.start(folder.resolve("kafka"));
    admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  void close() {
    admin.close(TIMEOUT);
    kafka.close();
  }

  @Test
  void whatWasCreatedIsWhatTheCatalogueSaysAndRepeatingCreatesNothing() throws Exception {
    Topics topics = new Topics("created.", 3, (short) 1);
    TopicAdmin catalogue = new TopicAdmin(admin, topics, TIMEOUT);

    List<String> names =
        topics.wanted(topics.applicationId()).stream().map(WantedTopic::name).toList();
    assertThat(catalogue.verify()).hasSize(names.size()).allMatch(it -> it.endsWith("missing"));
    assertThat(catalogue.createMissing()).containsExactlyElementsOf(names);
    assertThat(catalogue.createMissing()).isEmpty();
    assertThat(catalogue.verify()).isEmpty();

    assertThat(partitions(topics.name(Topic.TOKEN_EVENTS))).isEqualTo(3);
    assertThat(partitions(topics.name(Topic.CONNECTORS))).isEqualTo(1);
    assertThat(setting(topics.name(Topic.TOKEN_EVENTS), TopicConfig.CLEANUP_POLICY_CONFIG))
        .isEqualTo("compact");
    assertThat(setting(topics.name(Topic.AUTHORIZATIONS), TopicConfig.RETENTION_MS_CONFIG))
        .isEqualTo(Long.toString(Duration.ofDays(1).toMillis()));
  }

  @Test
  void anotherPartitionCountIsReportedForEveryTopicThatItConcerns() {
    new TopicAdmin(admin, new Topics("partitions.", 2, (short) 1), TIMEOUT).createMissing();
    Topics other = new Topics("partitions.", 5, (short) 1);

    List<String> differences = new TopicAdmin(admin, other, TIMEOUT).verify();

    Set<String> unconcerned =
        Stream.of(Topic.CONNECTORS, Topic.API_KEYS, Topic.CONTROLS, Topic.DEAD_LETTERS)
            .map(other::name)
            .collect(Collectors.toSet());
    assertThat(differences).allMatch(line -> line.contains("has 2 partitions instead of 5"));
    assertThat(differences.stream().map(TopicAdminIT::topicIn))
        .containsExactlyInAnyOrderElementsOf(
            other.wanted(other.applicationId()).stream()
                .map(WantedTopic::name)
                .filter(name -> !unconcerned.contains(name))
                .toList());
  }

  @Test
  void anotherCleanUpPolicyIsReported() throws Exception {
    Topics topics = new Topics("policy.", 1, (short) 1);
    String events = topics.name(Topic.TOKEN_EVENTS);
    admin
        .createTopics(
            List.of(
                new NewTopic(events, Optional.of(1), Optional.of((short) 1))
                    .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"))))
        .all()
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    TopicAdmin catalogue = new TopicAdmin(admin, topics, TIMEOUT);
    catalogue.createMissing();

    assertThat(catalogue.verify())
        .contains("topic " + events + " has cleanup.policy=delete instead of compact")
        .allMatch(line -> line.startsWith("topic " + events + " has "));
  }

  @Test
  void aBrokerRefusesToStartOnTopicsWithAnotherPartitionCount() {
    new TopicAdmin(admin, new Topics("refused.", 2, (short) 1), TIMEOUT).createMissing();
    KeysetFolder keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    BrokerSettings settings =
        BrokerSettings.defaults(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new Topics("refused.", 5, (short) 1),
            keysets,
            folder.resolve("state"));

    assertThatThrownBy(() -> BrokerService.start(settings, Clock.systemUTC()))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("refused.token-events has 2 partitions instead of 5");
  }

  private static String topicIn(String difference) {
    return difference.split(" ", 3)[1];
  }

  private int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .values()
        .iterator()
        .next()
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .partitions()
        .size();
  }

  private String setting(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .values()
        .values()
        .iterator()
        .next()
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .get(name)
        .value();
  }
}
