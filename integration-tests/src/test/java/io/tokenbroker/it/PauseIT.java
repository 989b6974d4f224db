// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.control.Home;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Provider calls that are held back: by an operator, and by a broker that is not at home. */
final class PauseIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final TokenKey ANN = TokenKey.personal(DemoSystem.TENANT, "demo", "ann");

  @Test
  void aPausedConnectorsGrantIsKeptUncalledAndRefreshedAfterTheResumption(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    try (DemoSystem demo = start(folder)) {
      BrokerService broker = demo.system().startBroker("one");
      AccessToken token = demo.connect(ANN);
      OperatorCommand.Ended paused =
          demo.system()
              .operator()
              .run("pause", "--connector", "acme/demo", "--reason", "provider incident");
      assertThat(paused.exitCode()).as(paused.toString()).isZero();
      await("the broker knows").atMost(WAIT).until(() -> broker.paused().size() == 1);
      assertThat(broker.status()).contains("acme/demo", "provider incident");

      demo.system().tokens(DemoSystem.TENANT).reportRejected(token);
      await("the call is held back")
          .atMost(WAIT)
          .until(
              () ->
                  demo.system().events().of(Topic.PROVIDER_RESULTS, ANN).stream()
                      .anyMatch(
                          it ->
                              it instanceof CallNotSent held && held.getReason().equals("paused")));
      assertThat(demo.refreshTokenUses()).isEmpty();
      assertThat(demo.system().operator().run("grants", "show", ANN.toString()).out())
          .contains("active", "paused");
      assertThat(demo.system().operator().run("pause", "list", "--output", "json").out())
          .contains("\"scope\":\"acme/demo\"", "provider incident");

      OperatorCommand.Ended resumed =
          demo.system().operator().run("resume", "--connector", "acme/demo");
      assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
      demo.awaitNewer(token);
      assertThat(broker.paused()).isEmpty();
      assertThat(demo.refreshTokenUses().values()).containsOnly(1L);
      assertThat(demo.system().events().byKey(Topic.AUDIT).get("acme/demo"))
          .extracting(event -> ((AuditRecord) event).getAction())
          .containsExactly("provider_calls_paused", "provider_calls_resumed");
    }
  }

  @Test
  void inAnotherClusterThanItsHomeABrokerCallsNobodyUntilThatIsAdopted(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    try (DemoSystem demo = start(folder)) {
      BrokerService original = demo.system().startBroker("one");
      AccessToken token = demo.connect(ANN);
      original.close();
      isAtHomeIn(demo, "another-cluster");

      BrokerService restored = demo.system().startBroker("one");
      assertThat(restored.paused())
          .singleElement()
          .asString()
          .contains("all", "at home in cluster another-cluster");
      demo.system().tokens(DemoSystem.TENANT).reportRejected(token);
      await("the call is held back")
          .atMost(WAIT)
          .until(
              () ->
                  demo.system().events().of(Topic.PROVIDER_RESULTS, ANN).stream()
                      .anyMatch(CallNotSent.class::isInstance));
      assertThat(demo.refreshTokenUses()).isEmpty();

      OperatorCommand.Ended dry = demo.system().operator().run("resume", "--all", "--dry-run");
      assertThat(dry.out()).contains("was another-cluster", "WOULD BE");
      assertThat(restored.paused()).hasSize(1);
      OperatorCommand.Ended resumed = demo.system().operator().run("resume", "--all");
      assertThat(resumed.exitCode()).as(resumed.toString()).isZero();
      demo.awaitNewer(token);
      assertThat(restored.paused()).isEmpty();
    }
  }

  private static DemoSystem start(Path folder) {
    return DemoSystem.start(
        folder, DemoProviderSettings.defaults(), List.of(UnaryOperator.identity()));
  }

  private static void isAtHomeIn(DemoSystem demo, String clusterId) throws Exception {
    Topics topics = new Topics(Topics.DEFAULT_PREFIX, 4, (short) 1);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(demo.system().kafkaClient()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new EventRecords(
                      topics,
                      new EventCodec(new FingerprintSchemaIds()),
                      Clock.systemUTC(),
                      "/test")
                  .of(
                      Topic.CONTROLS,
                      Home.KEY,
                      new Home(clusterId, 2, "test", Instant.EPOCH).event()))
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
