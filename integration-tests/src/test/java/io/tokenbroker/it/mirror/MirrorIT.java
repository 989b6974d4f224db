// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestCluster;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Runners at a cluster that has a copy of {@code token-events}, under its name and another. */
final class MirrorIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final TokenKey ANN = TokenKey.personal(DemoSystem.TENANT, "demo", "ann");
  private static final Topics HERE = Topics.defaults();

  @Test
  void runnersAtAMirrorGetTheTokenItsRefreshAndItsRevocationAndTheirRequestsGetBack(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    Path farFolder = Files.createDirectory(folder.resolve("far"));
    try (DemoSystem demo = startNear(folder);
        TestCluster far = TestCluster.start(farFolder)) {
      AccessToken first = demo.connect(ANN);
      Topics same = topics(HERE.prefix());
      Topics renamed = topics(MirrorMaker.ALIAS + "." + HERE.prefix());
      makeTopicOfRequests(far, same);
      try (MirrorMaker mirror =
              MirrorMaker.start(folder, near(demo), far.bootstrapServers(), HERE);
          TokenClient sameName = runner(far, same, demo);
          TokenClient otherName = runner(far, renamed, demo)) {
        assertThat(awaitSame(mirror, sameName, first)).isEqualTo(first);
        assertThat(awaitSame(mirror, otherName, first)).isEqualTo(first);
        assertThatTheCopyIsCompacted(far, same, renamed);

        sameName.reportRejected(first);
        AccessToken second = demo.awaitNewer(first);

        awaitSame(mirror, sameName, second);
        awaitSame(mirror, otherName, second);
        demo.system().api(DemoSystem.TENANT).disconnect(ANN);
        awaitRevoked(sameName);
        awaitRevoked(otherName);
      }
    }
  }

  private static DemoSystem startNear(Path folder) throws InterruptedException {
    DemoSystem demo =
        DemoSystem.start(
            folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()));
    demo.system().startBroker("one");
    return demo;
  }

  private static String near(DemoSystem demo) {
    return demo.system().bootstrapServers();
  }

  private static Topics topics(String prefix) {
    return new Topics(prefix, 4, (short) 1);
  }

  /** The one topic that a mirror does not make: runners there write it. */
  private static void makeTopicOfRequests(TestCluster far, Topics topics) throws Exception {
    try (Admin admin = admin(far)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(
                      topics.name(Topic.REFRESH_REQUESTS),
                      topics.partitions(),
                      topics.replicationFactor())))
          .all()
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static TokenClient runner(TestCluster far, Topics topics, DemoSystem demo) {
    return TokenClient.connect(
        TokenClientSettings.builder(far.bootstrapServers(), demo.system().executorsOpener())
            .topics(topics)
            .clientId("far-runner")
            .build());
  }

  private static AccessToken awaitSame(MirrorMaker mirror, TokenClient runner, AccessToken token) {
    return await("the token of version " + token.version() + " at the mirror")
        .atMost(WAIT)
        .failFast("MirrorMaker has ended", mirror::hasEnded)
        .until(
            () -> runner.get(ANN),
            found -> found.filter(is -> is.version().equals(token.version())).isPresent())
        .orElseThrow();
  }

  private static void awaitRevoked(TokenClient runner) {
    await("the end of the grant at the mirror")
        .atMost(WAIT)
        .until(() -> runner.status(ANN) instanceof TokenStatus.Revoked);
    assertThat(runner.get(ANN)).isEmpty();
  }

  private static void assertThatTheCopyIsCompacted(TestCluster far, Topics... all)
      throws Exception {
    try (Admin admin = admin(far)) {
      for (Topics topics : all) {
        ConfigResource topic =
            new ConfigResource(ConfigResource.Type.TOPIC, topics.name(Topic.TOKEN_EVENTS));
        await("the mirror has the topic's settings")
            .atMost(WAIT)
            .until(
                () ->
                    admin
                        .describeConfigs(List.of(topic))
                        .all()
                        .get(WAIT.toSeconds(), TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .anyMatch(
                            config -> config.get("cleanup.policy").value().equals("compact")));
      }
    }
  }

  private static Admin admin(TestCluster far) {
    return Admin.create(Map.of("bootstrap.servers", far.bootstrapServers()));
  }
}
