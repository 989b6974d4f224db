// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.it.browser.Application;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.JvmProcess;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdminException;
import io.tokenbroker.topic.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The system on three Kafka processes with TLS, SASL and ACLs: every component has a principal of
 * its own that may do what {@code tokenbroker topics acls} says, and nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SecuredClusterIT {
  private static final Duration WAIT = SecuredDeployment.WAIT;
  private static final String TENANT = SecuredDeployment.TENANT;
  private static final String PLAIN_RUNNER = "plain-runner";
  private static final String BEARER_RUNNER = "bearer-runner";
  private static final String CERTIFIED_RUNNER = "certified-runner";
  private static final TestConnector.Client CLIENT =
      new TestConnector.Client("it-client", "it-client-secret-8c61f0b7d2");

  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX, 4, (short) 3);
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Path folder;

  /** Topics that no component is at work with. */
  private final Topics probed = new Topics("probed.", 1, (short) 3);

  private boolean isProbedMade;

  private SecuredCluster cluster;
  private SecuredDeployment deployment;
  private ApplicationApi firstGateway;
  private ApplicationApi secondGateway;
  private Application application;
  private TokenClient runner;

  SecuredClusterIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void start() throws Exception {
    cluster =
        opened(
            SecuredCluster.start(
                folder.resolve("kafka"),
                SecuredDeployment.users(),
                PLAIN_RUNNER,
                List.of(CERTIFIED_RUNNER)));
    deployment =
        opened(
            SecuredDeployment.prepare(
                folder,
                cluster,
                topics,
                Optional.empty(),
                List.of(
                    "runner=User:" + PLAIN_RUNNER,
                    "runner=User:" + BEARER_RUNNER,
                    "runner=User:CN=" + CERTIFIED_RUNNER)));
    application = opened(Application.start());
    DemoProvider provider = opened(DemoProvider.start(providerSettings()));
    define(provider);
    Secret apiKey = deployment.apiKey();
    List<JvmProcess> brokers =
        Stream.of("a", "b")
            .map(name -> deployment.broker(name, deployment.brokerUser(), Map.of()))
            .toList();
    List<JvmProcess> gateways =
        Stream.of("a", "b")
            .map(name -> deployment.gateway(name, deployment.gatewayUser(), Map.of()))
            .toList();
    brokers.forEach(broker -> broker.awaitLine("Broker service is running", WAIT));
    firstGateway = new ApplicationApi(address(gateways.get(0)), apiKey);
    secondGateway = new ApplicationApi(address(gateways.get(1)), apiKey);
    runner = opened(deployment.runner(deployment.runnerUser(), topics));
    await("the gateways are ready")
        .atMost(WAIT)
        .until(() -> firstGateway.isReady() && secondGateway.isReady());
    assertThat(runner.awaitReady(WAIT)).isTrue();
  }

  @AfterAll
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  @Test
  void aPersonConnectsARunnerHasTheTokenAndBothGatewaysKnowTheOutcome() throws Exception {
    TokenKey key = TokenKey.personal(TENANT, "demo", "ann");

    String authorizationId = connect(firstGateway, key);

    AccessToken token = awaitToken(key);
    assertThat(token.key()).isEqualTo(key);
    await("the other gateway knows the outcome")
        .atMost(WAIT)
        .until(
            () -> secondGateway.outcome(authorizationId).body().toString().contains("succeeded"));
    runner.reportRejected(token);
    await("the rejected token is replaced")
        .atMost(WAIT)
        .until(
            () -> runner.get(key),
            newer -> newer.filter(is -> is.version().isNewerThan(token.version())).isPresent());
  }

  /** First: what the other tests allow for topics of theirs is beyond the table. */
  @Test
  @Order(1)
  void topicsAndAclsAreAsTheyHaveToBeAndApplyingAgainChangesNothing() {
    deployment.succeed(Component.OPERATOR_READONLY.word(), topics, "topics", "verify");
    assertThat(deployment.succeed(Component.OPERATOR_ADMIN.word(), topics, "topics", "apply"))
        .contains("nothing to do");
    deployment.succeed(SecuredCluster.ADMIN, topics, deployment.acls("--verify"));
    assertThat(deployment.succeed(SecuredCluster.ADMIN, topics, deployment.acls("--apply")))
        .contains("all ACLs are there");
  }

  @ParameterizedTest
  @EnumSource(Component.class)
  void aComponentReadsAndWritesWhatItNeedsAndNothingElse(Component component) {
    makeProbed();
    TopicProbe probe = new TopicProbe(cluster.scram(component.word()));

    Map<Topic, String> found = new HashMap<>();
    for (Topic topic : Topic.values()) {
      found.put(topic, probe.of(probed.name(topic)));
    }

    assertThat(found).isEqualTo(ExpectedAccess.of(component));
    assertThat(probe.of(probed.applicationId() + "-tokens-changelog").contains("w"))
        .isEqualTo(component == Component.BROKER_SERVICE);
  }

  @Test
  void aBrokerWithTheGatewaysCredentialsDoesNotStart() {
    JvmProcess broker = deployment.broker("impostor", deployment.gatewayUser(), Map.of());

    assertThat(broker.awaitEnd()).isEqualTo(1);
    assertThat(broker.output())
        .contains("The broker could not start")
        .contains("tokenbroker.provider-requests may not be described by this principal");
  }

  @Test
  void aGatewayWithARunnersCredentialsIsNotReady() {
    JvmProcess gateway = deployment.gateway("impostor", deployment.runnerUser(), Map.of());
    ApplicationApi api = new ApplicationApi(address(gateway), Secret.of("none"));

    assertThat(api.isReady()).isFalse();
    gateway.awaitLine("Callback gateway at ", WAIT);
    await("it says why")
        .atMost(WAIT)
        .until(() -> gateway.output().contains("TopicAuthorizationException"));
    assertThat(api.isReady()).isFalse();
  }

  @Test
  void aRunnerConnectsWithPlainWithABearerTokenAndWithACertificate() throws Exception {
    for (Map<String, String> settings :
        List.of(
            cluster.plain(PLAIN_RUNNER),
            cluster.bearer(BEARER_RUNNER),
            cluster.certificate(CERTIFIED_RUNNER))) {
      try (TokenClient client = deployment.runner(settings, topics)) {
        assertThat(client.awaitReady(WAIT)).as(settings.toString()).isTrue();
      }
    }
  }

  @Test
  void everyProcessRefusesAnotherPartitionCount() {
    Topics other = new Topics(topics.prefix(), 5, (short) 3);
    Map<String, String> five = Map.of("TOKENBROKER_PARTITIONS", "5");

    JvmProcess broker = deployment.broker("five", deployment.brokerUser(), five);
    JvmProcess gateway = deployment.gateway("five", deployment.gatewayUser(), five);

    assertThatThrownBy(() -> deployment.runner(deployment.runnerUser(), other))
        .isInstanceOf(TopicAdminException.class)
        .hasMessageContaining("token-events has 4 partitions instead of 5");
    assertThat(broker.awaitEnd()).isEqualTo(1);
    assertThat(broker.output()).contains("token-events has 4 partitions instead of 5");
    // At its start; or, where the cluster did not answer in time, as soon as it reads a topic.
    await("the gateway refuses them")
        .atMost(WAIT)
        .until(() -> gateway.output().contains(" has 4 partitions instead of 5"));
    assertThat(deployment.operator(Component.OPERATOR_ADMIN.word(), other).run("topics", "apply"))
        .satisfies(ended -> assertThat(ended.exitCode()).isEqualTo(1))
        .satisfies(ended -> assertThat(ended.err()).contains("nothing was done"));
  }

  private String connect(ApplicationApi gateway, TokenKey key) throws Exception {
    ApplicationApi.Started started = gateway.start(key, Optional.of(application.returnUrl()));
    Browser browser = new Browser();
    ConsentClient person = new ConsentClient(Duration.ofSeconds(10));
    URI callback = person.allow(browser.requestOf(started.connectUrl()), "ada");
    assertThat(browser.openToOutcome(callback).address().getQuery()).contains("result=succeeded");
    return started.authorizationId();
  }

  private AccessToken awaitToken(TokenKey key) {
    return await("a token at the runner")
        .atMost(WAIT)
        .until(() -> runner.get(key), Optional::isPresent)
        .orElseThrow();
  }

  /** Once: the probed topics with the same ACLs, each with a record that can be read. */
  private void makeProbed() {
    if (isProbedMade) {
      return;
    }
    isProbedMade = true;
    deployment.allow(probed);
    deployment.succeed(Component.OPERATOR_ADMIN.word(), probed, "topics", "apply");
    TopicProbe all = new TopicProbe(cluster.scram(SecuredCluster.ADMIN));
    probed
        .wanted(probed.applicationId())
        .forEach(topic -> assertThat(all.of(topic.name())).as(topic.name()).isEqualTo("wr"));
  }

  private void define(DemoProvider provider) {
    deployment.define(
        TestConnector.perUser(
                new ConnectorId(TENANT, "demo"), TestConnector.Endpoints.of(provider), CLIENT)
            .spec(application.origin()));
  }

  private static DemoProviderSettings providerSettings() {
    return DemoProviderSettings.defaults()
        .withClient(
            new RegisteredClient(
                CLIENT.id(), CLIENT.secret(), List.of("http://127.0.0.1/oauth/*")));
  }

  private static URI address(JvmProcess gateway) {
    return URI.create(gateway.awaitLine("Callback gateway at ", WAIT).strip());
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }
}
