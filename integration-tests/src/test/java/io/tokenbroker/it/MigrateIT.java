// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.broker.BrokerSettings;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.topic.WantedTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Grants move from topics with four partitions to others with seven. */
final class MigrateIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final Topics NEW = new Topics("moved.", 7, (short) 1);
  private static final String[] MIGRATE = {
    "migrate", "--to-prefix", NEW.prefix(), "--to-partitions", Integer.toString(NEW.partitions())
  };

  @Test
  void grantsGoOnUnderAnotherPrefixWithOtherPartitionsAndASecondRunDoesNothing(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    try (DemoSystem demo =
            DemoSystem.start(
                folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()));
        Admin admin = Admin.create(Map.<String, Object>copyOf(demo.system().kafkaClient()))) {
      BrokerService old = demo.system().startBroker("old");
      List<AccessToken> tokens =
          IntStream.range(0, 5)
              .mapToObj(user -> TokenKey.personal(DemoSystem.TENANT, "demo", "user-" + user))
              .map(demo::connect)
              .toList();
      new TopicAdmin(admin, NEW, WAIT).createMissing();
      assertThat(operator(demo).run("pause", "--all", "--reason", "moving").exitCode()).isZero();

      OperatorCommand.Ended refused = operator(demo).run(MIGRATE);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("has members", "stop every broker");

      old.close();
      // Nobody is there to take it: it has to move too.
      demo.system().tokens(DemoSystem.TENANT).reportRejected(tokens.get(0));
      OperatorCommand.Ended dry =
          await("the groups are empty")
              .atMost(WAIT)
              .until(
                  () ->
                      operator(demo)
                          .run(
                              Stream.concat(Stream.of(MIGRATE), Stream.of("--dry-run"))
                                  .toArray(String[]::new)),
                  ended -> ended.exitCode() == 0);
      assertThat(dry.out()).contains("TO COPY", "moved.token-events");
      assertThat(ends(admin)).allSatisfy((partition, end) -> assertThat(end).isZero());

      OperatorCommand.Ended moved = operator(demo).run(MIGRATE);
      assertThat(moved.exitCode()).as(moved.toString()).isZero();

      KeysetFolder keysets =
          new KeysetFolder(
              demo.system().keysFolder(),
              KeyEncryptionKey.fromFile(demo.system().keyEncryptionKeyFile()));
      try (BrokerService broker = broker(demo, NEW, keysets, folder);
          TokenClient runner = runner(demo, keysets)) {
        assertThat(broker.awaitRunning(WAIT)).isTrue();
        assertThat(broker.paused()).singleElement().asString().contains("moving");
        assertThat(runner.awaitReady(WAIT)).isTrue();
        for (AccessToken token : tokens) {
          assertThat(runner.get(token.key()))
              .hasValueSatisfying(
                  same -> {
                    assertThat(same.version()).isEqualTo(token.version());
                    assertThat(same.secret()).isEqualTo(token.secret());
                  });
        }
        OperatorCommand.Ended resumed = newOperator(demo).run("resume", "--all");
        assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
        tokens.stream().skip(1).forEach(runner::reportRejected);
        for (AccessToken token : tokens) {
          await("a newer token of " + token.key())
              .atMost(WAIT)
              .until(
                  () -> runner.get(token.key()),
                  it -> it.filter(is -> is.version().isNewerThan(token.version())).isPresent());
        }
        assertThat(demo.refreshTokenUses().values()).hasSize(tokens.size()).containsOnly(1L);
      }

      Map<TopicPartition, Long> before = ends(admin);
      OperatorCommand.Ended again =
          await("the groups are empty again")
              .atMost(WAIT)
              .until(() -> operator(demo).run(MIGRATE), ended -> ended.exitCode() == 0);
      assertThat(again.err()).contains("nothing was done");
      assertThat(ends(admin)).isEqualTo(before);

      assertThat(demo.system().startBroker("old").paused())
          .singleElement()
          .asString()
          .contains("moved to prefix moved.");
    }
  }

  @Test
  void aPrefixThatIsNotAsMigrateLeftItIsRefusedAndTheOldOneIsNotPausedForIt(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    try (DemoSystem demo =
            DemoSystem.start(
                folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()));
        Admin admin = Admin.create(Map.<String, Object>copyOf(demo.system().kafkaClient()))) {
      BrokerService old = demo.system().startBroker("old");
      demo.connect(TokenKey.personal(DemoSystem.TENANT, "demo", "user"));
      old.close();
      KeysetFolder keysets =
          new KeysetFolder(
              demo.system().keysFolder(),
              KeyEncryptionKey.fromFile(demo.system().keyEncryptionKeyFile()));

      Topics stale = made(admin, "stale.");
      moveByAnEarlierRun(demo, stale);
      Topics used = made(admin, "used.");
      admin
          .alterConsumerGroupOffsets(
              used.applicationId(),
              Map.of(
                  new TopicPartition(used.name(Topic.AUTHORIZATIONS), 0), new OffsetAndMetadata(0)))
          .all()
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
      Topics garbled = made(admin, "garbled.");
      homeThatNobodyCanRead(demo, garbled);
      Topics home = made(admin, "home.");
      try (BrokerService broker = broker(demo, home, keysets, folder)) {
        assertThat(broker.awaitRunning(WAIT)).isTrue();
      }

      assertThat(refused(demo, stale).err()).contains("an earlier run", "new prefix");
      assertThat(refused(demo, used).err()).contains("a broker was at work", "new prefix");
      assertThat(refused(demo, garbled).err())
          .contains("at home can't be read", "resume --all")
          .doesNotContain("unexpected");
      assertThat(refused(demo, home).err()).contains("a home of its own", "new prefix");
      assertThat(demo.system().startBroker("old").paused()).isEmpty();
    }
  }

  private static Topics made(Admin admin, String prefix) throws Exception {
    Topics topics = new Topics(prefix, 2, (short) 1);
    new TopicAdmin(admin, topics, WAIT).createMissing();
    return topics;
  }

  /** A record that the old broker has worked off since. */
  private static void moveByAnEarlierRun(DemoSystem demo, Topics to) throws Exception {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(to.name(Topic.AUTHORIZATIONS), "key", "value");
    record.headers().add("tokenbroker_moved_from", "old/0/0".getBytes(StandardCharsets.UTF_8));
    write(demo, record);
  }

  private static void homeThatNobodyCanRead(DemoSystem demo, Topics at) throws Exception {
    write(demo, new ProducerRecord<>(at.name(Topic.CONTROLS), "home", "nothing of ours"));
  }

  private static void write(DemoSystem demo, ProducerRecord<String, String> record)
      throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(demo.system().kafkaClient()),
            new StringSerializer(),
            new StringSerializer())) {
      assertThat(producer.send(record).get(WAIT.toSeconds(), TimeUnit.SECONDS).hasOffset())
          .isTrue();
    }
  }

  /** What comes of it once the groups are empty. */
  private static OperatorCommand.Ended refused(DemoSystem demo, Topics to) {
    OperatorCommand.Ended ended =
        await("the groups are empty")
            .atMost(WAIT)
            .until(
                () ->
                    operator(demo)
                        .run(
                            "migrate",
                            "--to-prefix",
                            to.prefix(),
                            "--to-partitions",
                            Integer.toString(to.partitions())),
                it -> !it.err().contains("has members") && !it.err().contains("is open"));
    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(1);
    return ended;
  }

  private static OperatorCommand operator(DemoSystem demo) {
    return demo.system().operator();
  }

  private static OperatorCommand newOperator(DemoSystem demo) {
    return new OperatorCommand(
        List.of(
            "--bootstrap-server",
            bootstrapServers(demo),
            "--prefix",
            NEW.prefix(),
            "--partitions",
            Integer.toString(NEW.partitions()),
            "--replication-factor",
            "1"),
        Map.of());
  }

  private static String bootstrapServers(DemoSystem demo) {
    return Optional.ofNullable(demo.system().kafkaClient().get("bootstrap.servers")).orElseThrow();
  }

  private static BrokerService broker(
      DemoSystem demo, Topics topics, KeysetFolder keysets, Path folder) {
    return BrokerService.start(
        BrokerSettings.defaults(
                demo.system().kafkaClient(), topics, keysets, folder.resolve("state-new"))
            .withNetwork(ProviderNetwork.loopbackAllowed()),
        Clock.systemUTC());
  }

  private static TokenClient runner(DemoSystem demo, KeysetFolder keysets) {
    return TokenClient.connect(
        TokenClientSettings.builder(bootstrapServers(demo), keysets.opener(KeysetName.EXECUTORS))
            .topics(NEW)
            .clientId("runner-of-moved")
            .build());
  }

  /** The ends of all topics of the new prefix. */
  private static Map<TopicPartition, Long> ends(Admin admin) throws Exception {
    return admin
        .listOffsets(
            NEW.wanted(NEW.applicationId()).stream()
                .flatMap(MigrateIT::partitions)
                .collect(Collectors.toMap(partition -> partition, it -> OffsetSpec.latest())))
        .all()
        .get(WAIT.toSeconds(), TimeUnit.SECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static Stream<TopicPartition> partitions(WantedTopic topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(number -> new TopicPartition(topic.name(), number));
  }
}
