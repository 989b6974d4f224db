// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.broker.BrokerMain;
import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.gateway.GatewayMain;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.it.browser.Application;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.system.ApplicationApi;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdminException;
import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The system on three Kafka processes with TLS, SASL and ACLs: every component has a principal of
 * its own that may do what {@code tokenbroker topics acls} says, and nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecuredClusterIT {
  private static final Duration WAIT = Duration.ofSeconds(90);
  private static final String TENANT = "acme";
  private static final String PLAIN_RUNNER = "plain-runner";
  private static final String BEARER_RUNNER = "bearer-runner";
  private static final String CERTIFIED_RUNNER = "certified-runner";
  private static final TestConnector.Client CLIENT =
      new TestConnector.Client("it-client", "it-client-secret-8c61f0b7d2");

  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX, 4, (short) 3);
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Path folder;
  private SecuredCluster cluster;
  private KeysetFolder keysets;
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
                Arrays.stream(Component.values()).map(Component::word).toList(),
                PLAIN_RUNNER,
                List.of(CERTIFIED_RUNNER)));
    allow(topics);
    assertSucceeds(operator(Component.OPERATOR_ADMIN.word(), topics), "topics", "apply");
    keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    application = opened(Application.start());
    DemoProvider provider = opened(DemoProvider.start(providerSettings()));
    define(provider);
    Secret apiKey =
        new ApiKeyFile(folder.resolve("api-keys.yaml"))
            .create(TENANT, TENANT, EnumSet.allOf(ApiScope.class), Optional.empty());
    List<JvmProcess> brokers = List.of(broker("a", brokerUser()), broker("b", brokerUser()));
    List<JvmProcess> gateways = List.of(gateway("a", gatewayUser()), gateway("b", gatewayUser()));
    brokers.forEach(broker -> broker.awaitLine("Broker service is running", WAIT));
    firstGateway = new ApplicationApi(address(gateways.get(0)), apiKey);
    secondGateway = new ApplicationApi(address(gateways.get(1)), apiKey);
    runner = opened(runner(cluster.scram(Component.RUNNER.word()), topics));
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

  @Test
  void topicsAndAclsAreAsTheyHaveToBeAndApplyingAgainChangesNothing() {
    assertSucceeds(operator(Component.OPERATOR_READONLY.word(), topics), "topics", "verify");
    assertThat(assertSucceeds(operator(Component.OPERATOR_ADMIN.word(), topics), "topics", "apply"))
        .contains("nothing to do");
    assertSucceeds(operator(SecuredCluster.ADMIN, topics), acls("--verify"));
    assertThat(assertSucceeds(operator(SecuredCluster.ADMIN, topics), acls("--apply")))
        .contains("all ACLs are there");
  }

  @ParameterizedTest
  @EnumSource(Component.class)
  void aComponentReadsAndWritesWhatItNeedsAndNothingElse(Component component) {
    Topics probed = probed();
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
    JvmProcess broker = broker("impostor", gatewayUser());

    assertThat(broker.awaitEnd()).isEqualTo(1);
    assertThat(broker.output())
        .contains("The broker could not start")
        .contains("tokenbroker.provider-requests may not be described by this principal");
  }

  @Test
  void aGatewayWithARunnersCredentialsIsNotReady() {
    JvmProcess gateway = gateway("impostor", cluster.scram(Component.RUNNER.word()));
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
      try (TokenClient client = runner(settings, topics)) {
        assertThat(client.awaitReady(WAIT)).as(settings.toString()).isTrue();
      }
    }
  }

  @Test
  void everyProcessRefusesAnotherPartitionCount() {
    Topics other = new Topics(topics.prefix(), 5, (short) 3);
    Map<String, String> five = Map.of("TOKENBROKER_PARTITIONS", "5");

    JvmProcess broker = process(BrokerMain.class, "five-b", brokerUser(), five);
    JvmProcess gateway = process(GatewayMain.class, "five-g", gatewayUser(), five);

    assertThatThrownBy(() -> runner(cluster.scram(Component.RUNNER.word()), other))
        .isInstanceOf(TopicAdminException.class)
        .hasMessageContaining("token-events has 4 partitions instead of 5");
    assertThat(broker.awaitEnd()).isEqualTo(1);
    assertThat(broker.output()).contains("token-events has 4 partitions instead of 5");
    assertThat(gateway.awaitEnd()).isEqualTo(1);
    assertThat(gateway.output()).contains("authorizations has 4 partitions instead of 5");
    assertThat(operator(Component.OPERATOR_ADMIN.word(), other).run("topics", "apply"))
        .satisfies(ended -> assertThat(ended.exitCode()).isEqualTo(1))
        .satisfies(ended -> assertThat(ended.err()).contains("nothing was done"));
  }

  private String connect(ApplicationApi gateway, TokenKey key) throws Exception {
    ApplicationApi.Started started = gateway.start(key, Optional.of(application.returnUrl()));
    Browser browser = new Browser();
    ConsentClient person = new ConsentClient(Duration.ofSeconds(10));
    URI callback = person.allow(browser.requestOf(started.connectUrl()), "ada");
    assertThat(browser.open(callback).address().getQuery()).contains("result=succeeded");
    return started.authorizationId();
  }

  private AccessToken awaitToken(TokenKey key) {
    return await("a token at the runner")
        .atMost(WAIT)
        .until(() -> runner.get(key), Optional::isPresent)
        .orElseThrow();
  }

  /** Topics that no component is at work with, and the same ACLs for them. */
  private Topics probed() {
    Topics probed = new Topics("probed.", 1, (short) 3);
    allow(probed);
    assertSucceeds(operator(Component.OPERATOR_ADMIN.word(), probed), "topics", "apply");
    TopicProbe all = new TopicProbe(cluster.scram(SecuredCluster.ADMIN));
    probed
        .wanted(probed.applicationId())
        .forEach(topic -> assertThat(all.of(topic.name())).as(topic.name()).isEqualTo("wr"));
    return probed;
  }

  private void allow(Topics of) {
    assertSucceeds(operator(SecuredCluster.ADMIN, of), acls("--apply"));
  }

  private static String[] acls(String what) {
    return Stream.concat(
            Stream.of("topics", "acls", what),
            Stream.concat(
                    Arrays.stream(Component.values())
                        .map(component -> component.word() + "=User:" + component.word()),
                    Stream.of(
                        "runner=User:" + PLAIN_RUNNER,
                        "runner=User:" + BEARER_RUNNER,
                        "runner=User:CN=" + CERTIFIED_RUNNER))
                .flatMap(principal -> Stream.of("--principal", principal)))
        .toArray(String[]::new);
  }

  private static String assertSucceeds(OperatorCommand operator, String... command) {
    OperatorCommand.Ended ended = operator.run(command);
    assertThat(ended.exitCode()).as(ended.toString()).isZero();
    return ended.out();
  }

  private OperatorCommand operator(String user, Topics of) {
    return new OperatorCommand(
        List.of(
            "--bootstrap-server",
            String.valueOf(cluster.scram(user).get("bootstrap.servers")),
            "--prefix",
            of.prefix(),
            "--partitions",
            Integer.toString(of.partitions()),
            "--timeout",
            "60"),
        environment(cluster.scram(user)));
  }

  private void define(DemoProvider provider) {
    TestConnector connector =
        TestConnector.perUser(
            new ConnectorId(TENANT, "demo"), TestConnector.Endpoints.of(provider), CLIENT);
    new ConnectorApplier(
            Map.copyOf(cluster.scram(Component.OPERATOR_ADMIN.word())),
            topics,
            keysets.brokerInboxSealer(),
            Map.of(),
            "integration-tests",
            WAIT)
        .apply(List.of(connector.spec(application.origin())), false, false);
  }

  private static DemoProviderSettings providerSettings() {
    return DemoProviderSettings.defaults()
        .withClient(
            new RegisteredClient(
                CLIENT.id(), CLIENT.secret(), List.of("http://127.0.0.1/oauth/*")));
  }

  private TokenClient runner(Map<String, String> kafka, Topics of) {
    return TokenClient.connect(
        TokenClientSettings.builder(
                String.valueOf(kafka.get("bootstrap.servers")),
                keysets.opener(KeysetName.EXECUTORS))
            .kafka(kafka)
            .topics(of)
            .clientId("runner-of-" + TENANT)
            .build());
  }

  private Map<String, String> brokerUser() {
    return cluster.scram(Component.BROKER_SERVICE.word());
  }

  private Map<String, String> gatewayUser() {
    return cluster.scram(Component.CALLBACK_GATEWAY.word());
  }

  private JvmProcess broker(String name, Map<String, String> kafka) {
    return process(BrokerMain.class, "broker-" + name, kafka, Map.of());
  }

  private JvmProcess gateway(String name, Map<String, String> kafka) {
    return process(GatewayMain.class, "gateway-" + name, kafka, Map.of());
  }

  private JvmProcess process(
      Class<?> main, String name, Map<String, String> kafka, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(environment(kafka));
    environment.put("TOKENBROKER_PARTITIONS", Integer.toString(topics.partitions()));
    environment.put("TOKENBROKER_KEYSETS", folder.resolve("keys").toString());
    environment.put("TOKENBROKER_KEK_FILE", folder.resolve("kek").toString());
    environment.put("TOKENBROKER_ALLOWED_NETWORKS", "loopback");
    environment.put("TOKENBROKER_STATE_DIR", folder.resolve("state-" + name).toString());
    environment.put("TOKENBROKER_API_KEYS", folder.resolve("api-keys.yaml").toString());
    environment.put("TOKENBROKER_HTTP_PORT", "0");
    environment.put("TOKENBROKER_LINK_BINDING", "allowed");
    environment.putAll(more);
    return opened(
        JvmProcess.start(main.getName(), List.of(), environment, folder.resolve(name + ".log")));
  }

  /** As a deployment sets it: variables, and the secret in a file. */
  private Map<String, String> environment(Map<String, String> kafka) {
    Map<String, String> environment = new HashMap<>();
    kafka.forEach(
        (setting, value) ->
            environment.put(
                "TOKENBROKER_KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    environment.put(
        "TOKENBROKER_BOOTSTRAP_SERVERS",
        String.valueOf(environment.remove("TOKENBROKER_KAFKA_BOOTSTRAP_SERVERS")));
    Optional.ofNullable(environment.remove("TOKENBROKER_KAFKA_SASL_JAAS_CONFIG"))
        .ifPresent(
            jaas -> environment.put("TOKENBROKER_KAFKA_SASL_JAAS_CONFIG_FILE", fileWith(jaas)));
    return environment;
  }

  private String fileWith(String text) {
    try {
      return Files.writeString(Files.createTempFile(folder, "jaas", ""), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI address(JvmProcess gateway) {
    return URI.create(gateway.awaitLine("Callback gateway at ", WAIT).strip());
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }
}
