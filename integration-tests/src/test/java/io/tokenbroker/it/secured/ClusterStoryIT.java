// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenStatus;
import io.tokenbroker.it.browser.Application;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.port.FreePort;
import io.tokenbroker.it.registry.ApicurioRegistry;
import io.tokenbroker.it.registry.ConfluentReader;
import io.tokenbroker.it.registry.PublicTopics;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.Balancer;
import io.tokenbroker.it.system.EventLog;
import io.tokenbroker.it.system.JvmProcess;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole story on three Kafka nodes with TLS, SCRAM and ACLs and a schema registry, with two
 * brokers and two gateways as they are deployed; one of each is killed on the way.
 */
final class ClusterStoryIT {
  private static final Duration WAIT = SecuredDeployment.WAIT;
  private static final TestConnector.Client CLIENT =
      new TestConnector.Client("it-client", "it-client-secret-8c61f0b7d2");

  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX, 4, (short) 3);
  private final ConsentClient person = new ConsentClient(Duration.ofSeconds(10));

  @Test
  void grantsOutliveAGatewayABrokerAndAKafkaNodeAndEndWhenTheyAreDisconnected(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    try (ApicurioRegistry registry = ApicurioRegistry.start(folder);
        SecuredCluster cluster =
            SecuredCluster.start(
                folder.resolve("kafka"), SecuredDeployment.users(), "plain", List.of());
        SecuredDeployment deployment =
            SecuredDeployment.prepare(
                folder, cluster, topics, Optional.of(registry.url()), List.of());
        Application application = Application.start();
        DemoProvider provider = DemoProvider.start(providerSettings())) {
      deployment.define(
          TestConnector.perUser(
                  new ConnectorId(SecuredDeployment.TENANT, "demo"),
                  TestConnector.Endpoints.of(provider),
                  CLIENT)
              .spec(application.origin()));
      Running running = start(deployment, application);
      tell(running, cluster);
      assertThat(provider.revocations()).isEqualTo(topics.partitions() + 1);
      assertThat(provider.reuseDetections()).isZero();
      assertThat(provider.codeReplays()).isZero();
      assertThatEverythingCanBeRead(cluster, registry.url());
    }
  }

  /** All that runs; of brokers and gateways there are two. */
  private record Running(
      List<JvmProcess> brokers,
      List<JvmProcess> gateways,
      ApplicationApi api,
      URI returnUrl,
      TokenClient runner) {}

  private Running start(SecuredDeployment deployment, Application application) throws Exception {
    List<Integer> ports = List.of(FreePort.next(), FreePort.next());
    Balancer balancer = deployment.opened(new Balancer(ports));
    ApplicationApi api = new ApplicationApi(balancer.url(), deployment.apiKey());
    List<JvmProcess> brokers =
        Stream.of("a", "b")
            .map(name -> deployment.broker(name, deployment.brokerUser(), Map.of()))
            .toList();
    List<JvmProcess> gateways =
        ports.stream()
            .map(
                port ->
                    deployment.gateway(
                        Integer.toString(port),
                        deployment.gatewayUser(),
                        Map.of(
                            "TOKENBROKER_HTTP_PORT", Integer.toString(port),
                            "TOKENBROKER_PUBLIC_URL", balancer.url().toString())))
            .toList();
    brokers.forEach(broker -> broker.awaitLine("Broker service is running", WAIT));
    gateways.forEach(gateway -> gateway.awaitLine("Callback gateway at ", WAIT));
    ports.forEach(
        port ->
            await("both gateways are ready")
                .atMost(WAIT)
                .until(
                    () ->
                        new ApplicationApi(
                                URI.create("http://127.0.0.1:" + port), Secret.of("none"))
                            .isReady()));
    TokenClient runner = deployment.opened(deployment.runner(deployment.runnerUser(), topics));
    assertThat(runner.awaitReady(WAIT)).isTrue();
    return new Running(brokers, gateways, api, application.returnUrl(), runner);
  }

  private void tell(Running running, SecuredCluster cluster) throws Exception {
    List<AccessToken> tokens = new ArrayList<>();
    for (TokenKey key : onePerPartition()) {
      tokens.add(connect(running, key, () -> {}));
    }
    tokens = refreshed(running, tokens);

    tokens.add(connect(running, key("late"), () -> running.gateways().get(0).close()));
    tokens = refreshed(running, tokens);

    running.brokers().get(0).close();
    tokens = refreshed(running, tokens);

    cluster.killNode(0);
    tokens = refreshed(running, tokens);

    for (AccessToken token : tokens) {
      assertThat(running.api().disconnect(token.key()).status()).isIn(200, 202);
      await("the runner knows that the grant has ended")
          .atMost(WAIT)
          .until(() -> running.runner().status(token.key()) instanceof TokenStatus.Revoked);
      assertThat(running.runner().get(token.key())).isEmpty();
    }
  }

  /** Connects a grant; {@code meanwhile} the person is at the provider. */
  private AccessToken connect(Running running, TokenKey key, Runnable meanwhile) throws Exception {
    ApplicationApi.Started started = running.api().start(key, Optional.of(running.returnUrl()));
    Browser browser = new Browser();
    URI callback = person.allow(browser.requestOf(started.connectUrl()), "ada");
    meanwhile.run();
    assertThat(browser.openToOutcome(callback).address().getQuery()).contains("result=succeeded");
    return await("a token at the runner")
        .atMost(WAIT)
        .until(() -> running.runner().get(key), Optional::isPresent)
        .orElseThrow();
  }

  /** What comes of all these tokens after a resource server has rejected them. */
  private static List<AccessToken> refreshed(Running running, List<AccessToken> rejected) {
    rejected.forEach(running.runner()::reportRejected);
    List<AccessToken> newer = new ArrayList<>();
    for (AccessToken old : rejected) {
      newer.add(
          await("a newer token of " + old.key())
              .atMost(WAIT)
              .until(
                  () -> {
                    // As a runner does whose call is rejected again.
                    running.runner().reportRejected(old);
                    return running.runner().get(old.key());
                  },
                  token -> token.filter(is -> is.version().isNewerThan(old.version())).isPresent())
              .orElseThrow());
    }
    return newer;
  }

  private void assertThatEverythingCanBeRead(SecuredCluster cluster, URI registry) {
    EventLog log = new EventLog(cluster.scram(SecuredCluster.ADMIN), topics);
    assertThat(PublicTopics.types(topics, log.everything(), new ConfluentReader(registry)))
        .containsKeys(
            Topic.CONNECTORS,
            Topic.CONTROLS,
            Topic.AUTHORIZATIONS,
            Topic.REPLIES,
            Topic.REFRESH_REQUESTS,
            Topic.TOKEN_COMMANDS,
            Topic.PROVIDER_REQUESTS,
            Topic.PROVIDER_RESULTS,
            Topic.TOKEN_EVENTS,
            Topic.AUDIT);
    assertThat(log.byKey(Topic.DEAD_LETTERS)).isEmpty();
  }

  /** Both brokers have some of them to look after. */
  private List<TokenKey> onePerPartition() {
    return IntStream.range(0, topics.partitions())
        .mapToObj(
            partition ->
                IntStream.range(0, 1000)
                    .mapToObj(number -> key("u-" + number))
                    .filter(key -> partitionOf(key) == partition)
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  private int partitionOf(TokenKey key) {
    return TopicScan.partitionOf(key.toString(), topics.partitions());
  }

  private static TokenKey key(String user) {
    return TokenKey.personal(SecuredDeployment.TENANT, "demo", user);
  }

  private static DemoProviderSettings providerSettings() {
    return DemoProviderSettings.defaults()
        .withClient(
            new RegisteredClient(
                CLIENT.id(), CLIENT.secret(), List.of("http://127.0.0.1/oauth/*")));
  }
}
