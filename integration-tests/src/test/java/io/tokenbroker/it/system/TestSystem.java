// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.opentelemetry.api.OpenTelemetry;
import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.broker.BrokerSettings;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.executor.Health;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.gateway.Gateway;
import io.tokenbroker.gateway.GatewaySettings;
import io.tokenbroker.gateway.access.AccessSettings;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.it.browser.Application;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.SchemaIds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/**
 * A system in a folder of its own: Kafka, keys, topics, connectors, gateway, one runner and one API
 * key per tenant. The broker is started apart, in this JVM or as a process, because tests kill it.
 */
public final class TestSystem implements AutoCloseable {
  private static final Duration START_WAIT = Duration.ofMinutes(3);
  private static final int PARTITIONS = 4;

  private final Path folder;
  private final SessionSettings sessions;
  private final Optional<RegistrySettings> registry;
  private final Function<String, OpenTelemetry> tracing;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX, PARTITIONS, (short) 1);
  private final Application application;
  private final KeysetFolder keysets;
  private final URI gatewayUrl;
  private final Monitoring gatewayWatch;
  private final TestCluster kafka;
  private final Map<String, Secret> apiKeys = new HashMap<>();
  private final Map<String, ApplicationApi> apis = new HashMap<>();
  private final Map<String, TokenClient> runners = new HashMap<>();

  private TestSystem(
      Path folder,
      List<TestConnector> connectors,
      SessionSettings sessions,
      Optional<RegistrySettings> registry,
      Function<String, OpenTelemetry> tracing) {
    this.folder = folder;
    this.sessions = sessions;
    this.registry = registry;
    this.tracing = tracing;
    this.application = opened(Application.start());
    this.keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(keyEncryptionKeyFile()));
    this.kafka = opened(TestCluster.start(kafkaFolder()));
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafkaClient()))) {
      new TopicAdmin(admin, topics, START_WAIT).createMissing();
    }
    define(connectors);
    List<String> tenants =
        connectors.stream().map(connector -> connector.id().tenant()).distinct().toList();
    tenants.forEach(this::createApiKey);
    this.gatewayWatch = opened(Monitoring.start(ManagementSettings.onLoopback(0)));
    Gateway gateway =
        opened(
            Gateway.start(
                gatewaySettings(),
                gatewayWatch.telemetry().withTracing(tracing.apply("gateway")),
                gatewayWatch.health(),
                Clock.systemUTC()));
    this.gatewayUrl = gateway.publicUrl();
    apiKeys.forEach(
        (tenant, key) -> apis.put(tenant, new ApplicationApi(gateway.publicUrl(), key)));
    tenants.forEach(
        tenant -> runners.put(tenant, opened(TokenClient.connect(runnerSettings(tenant)))));
    awaitReady();
  }

  /** Starts all but the broker, with these connectors; it works when this returns. */
  public static TestSystem start(Path folder, List<TestConnector> connectors) {
    return start(folder, connectors, SessionSettings.DEFAULT);
  }

  /** Likewise, with a login for people. */
  public static TestSystem start(
      Path folder, List<TestConnector> connectors, SessionSettings sessions) {
    return new TestSystem(folder, connectors, sessions, Optional.empty(), TestSystem::untraced);
  }

  /** Likewise, with a schema registry. */
  public static TestSystem start(
      Path folder, List<TestConnector> connectors, Optional<RegistrySettings> registry) {
    return new TestSystem(
        folder, connectors, SessionSettings.DEFAULT, registry, TestSystem::untraced);
  }

  /**
   * Likewise, traced.
   *
   * @param tracing where the spans of {@code gateway}, {@code broker} and {@code runner} go
   */
  public static TestSystem startTraced(
      Path folder, List<TestConnector> connectors, Function<String, OpenTelemetry> tracing) {
    return new TestSystem(folder, connectors, SessionSettings.DEFAULT, Optional.empty(), tracing);
  }

  /** Where browsers reach the gateway. */
  public URI gatewayUrl() {
    return gatewayUrl;
  }

  /** The port where the gateway tells metrics and health. */
  public int gatewayManagementPort() {
    return gatewayWatch.port();
  }

  /** Starts a broker in this JVM, with the state folder of the given name, and waits for it. */
  public BrokerService startBroker(String name) throws InterruptedException {
    return startBroker(name, Clock.systemUTC());
  }

  /** Likewise, by another clock. */
  public BrokerService startBroker(String name, Clock clock) throws InterruptedException {
    BrokerService broker =
        opened(
            BrokerService.start(
                BrokerSettings.defaults(kafkaClient(), topics, keysets, stateFolder(name))
                    .withNetwork(ProviderNetwork.loopbackAllowed())
                    .withSchemaRegistry(registry),
                telemetry("broker"),
                new io.tokenbroker.process.management.Health(),
                clock));
    if (!broker.awaitRunning(START_WAIT)) {
      throw new AssertionError("the broker does not run: " + broker.trouble());
    }
    return broker;
  }

  /** Starts a broker as a process, with further settings, and does not wait for it. */
  public BrokerProcess startBrokerProcess(String name, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("TOKENBROKER_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("TOKENBROKER_PARTITIONS", Integer.toString(topics.partitions()));
    environment.put("TOKENBROKER_REPLICATION", Short.toString(topics.replicationFactor()));
    environment.put("TOKENBROKER_KEYSETS", keysFolder().toString());
    environment.put("TOKENBROKER_KEK_FILE", keyEncryptionKeyFile().toString());
    environment.put("TOKENBROKER_ALLOWED_NETWORKS", "loopback");
    environment.putIfAbsent("TOKENBROKER_MANAGEMENT_PORT", "0");
    environment.put("TOKENBROKER_STATE_DIR", stateFolder(name).toString());
    return opened(
        BrokerProcess.start(environment, folder.resolve("broker-" + name + ".log"), START_WAIT));
  }

  /** Stops Kafka, under all that is connected to it. */
  public void stopKafka() {
    kafka.stop();
  }

  /** Starts Kafka again, where it was. */
  public void startKafka() {
    kafka.restart();
  }

  /** The API with a tenant's key. */
  public ApplicationApi api(String tenant) {
    return Optional.ofNullable(apis.get(tenant)).orElseThrow();
  }

  /** The API with a key of one's own. */
  public ApplicationApi apiWith(Secret key) {
    return new ApplicationApi(gatewayUrl, key);
  }

  /** A tenant's runner, which sees that tenant's tokens only. */
  public TokenClient tokens(String tenant) {
    return Optional.ofNullable(runners.get(tenant)).orElseThrow();
  }

  /** The application that browsers return to. */
  public Application application() {
    return application;
  }

  /** The operator's command, for this system's cluster. */
  public OperatorCommand operator() {
    return new OperatorCommand(
        List.of(
            "--bootstrap-server",
            kafka.bootstrapServers(),
            "--partitions",
            Integer.toString(topics.partitions()),
            "--replication-factor",
            "1",
            "--timeout",
            "30"),
        operatorEnvironment());
  }

  private Map<String, String> operatorEnvironment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("TOKENBROKER_KEK_FILE", keyEncryptionKeyFile().toString());
    registry.ifPresent(
        known ->
            environment.put(
                "TOKENBROKER_SCHEMA_REGISTRY_URL",
                known.urls().stream().map(URI::toString).collect(Collectors.joining(","))));
    return environment;
  }

  /** Changes settings of topics, by their full names. */
  public void configure(Collection<String> topicNames, Map<String, String> settings) {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafkaClient()))) {
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
      for (String name : topicNames) {
        changes.put(
            new ConfigResource(ConfigResource.Type.TOPIC, name),
            settings.entrySet().stream()
                .map(
                    setting ->
                        new AlterConfigOp(
                            new ConfigEntry(setting.getKey(), setting.getValue()),
                            AlterConfigOp.OpType.SET))
                .toList());
      }
      admin.incrementalAlterConfigs(changes).all().get(START_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the settings could not be changed", e);
    }
  }

  /** Reads this system's topics. */
  public EventLog events() {
    return new EventLog(kafkaClient(), topics);
  }

  /** Sends operators' commands and gets the answers; the caller closes it. */
  public BrokerCommands commands() {
    return new BrokerCommands(Map.copyOf(kafkaClient()), topics, START_WAIT);
  }

  /** How far a consumer group has come, by partition; empty before its first commit. */
  public Map<TopicPartition, OffsetAndMetadata> committedOffsets(String group) {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafkaClient()))) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(START_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the offsets of " + group + " could not be read", e);
    }
  }

  public Map<String, Secret> apiKeys() {
    return Map.copyOf(apiKeys);
  }

  /** Where Kafka is. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** What a runner opens tokens with. */
  public Opener executorsOpener() {
    return keysets.opener(KeysetName.EXECUTORS);
  }

  public Path kafkaFolder() {
    return folder.resolve("kafka");
  }

  public Path keysFolder() {
    return folder.resolve("keys");
  }

  public Path keyEncryptionKeyFile() {
    return folder.resolve("kek");
  }

  public Path stateFolder(String brokerName) {
    return folder.resolve("state-" + brokerName);
  }

  /** Closes everything that was started, the last first, whatever fails on the way. */
  @Override
  public void close() {
    AssertionError failures = new AssertionError("a part did not close");
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failures.addSuppressed(e);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private void define(List<TestConnector> connectors) {
    new ConnectorApplier(
            Map.copyOf(kafkaClient()),
            topics,
            new EventCodec(schemaIds(Topic.CONNECTORS)),
            keysets.brokerInboxSealer(),
            Map.of(),
            "integration-tests",
            START_WAIT)
        .apply(
            connectors.stream().map(connector -> connector.spec(application.origin())).toList(),
            false,
            false);
  }

  private SchemaIds schemaIds(Topic written) {
    SchemaIds ids = opened(RegistrySchemaIds.orFingerprints(registry, topics, List.of(written)));
    try {
      if (!ids.awaitReady(START_WAIT)) {
        throw new AssertionError("the schema ids are not known: " + ids.trouble());
      }
      return ids;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void createApiKey(String tenant) {
    apiKeys.put(
        tenant,
        new ApiKeyFile(apiKeyFile())
            .create(tenant, tenant, EnumSet.allOf(ApiScope.class), Optional.empty()));
  }

  private void awaitReady() {
    Awaitility.await("gateway and runners are ready")
        .atMost(START_WAIT)
        .until(
            () ->
                apis.values().stream().allMatch(ApplicationApi::isReady)
                    && runners.values().stream()
                        .allMatch(runner -> runner.health().level() == Health.Level.OK));
  }

  /** Starts another gateway, listening as told. */
  public Gateway startGateway(HttpSettings http, Monitoring watch) {
    return opened(
        Gateway.start(gatewaySettings(http), watch.telemetry(), watch.health(), Clock.systemUTC()));
  }

  private static OpenTelemetry untraced(String part) {
    return OpenTelemetry.noop();
  }

  private Telemetry telemetry(String part) {
    return Telemetry.none().withTracing(tracing.apply(part));
  }

  private GatewaySettings gatewaySettings() {
    return gatewaySettings(new HttpSettings("127.0.0.1", 0, Optional.empty()));
  }

  private GatewaySettings gatewaySettings(HttpSettings http) {
    return new GatewaySettings(
        http,
        kafkaClient(),
        topics,
        keysets,
        new AccessSettings(apiKeyFile()),
        FlowSettings.DEFAULT.withLinkBindingAllowed(true),
        sessions,
        LimitSettings.NONE,
        registry);
  }

  private TokenClientSettings runnerSettings(String tenant) {
    return TokenClientSettings.builder(
            kafka.bootstrapServers(), keysets.opener(KeysetName.EXECUTORS))
        .topics(topics)
        .clientId("runner-of-" + tenant)
        .filter(key -> key.tenant().equals(tenant))
        .schemaIds(schemaIds(Topic.REFRESH_REQUESTS))
        .telemetry(tracing.apply("runner"))
        .build();
  }

  /** Kafka client settings. */
  public Map<String, String> kafkaClient() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  public Path apiKeyFile() {
    return folder.resolve("api-keys.yaml");
  }
}
