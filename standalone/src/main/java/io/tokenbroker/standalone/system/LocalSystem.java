// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.broker.BrokerSettings;
import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.gateway.Gateway;
import io.tokenbroker.gateway.GatewaySettings;
import io.tokenbroker.gateway.api.ApiKeyFile;
import io.tokenbroker.gateway.api.ApiScope;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.standalone.kafka.EmbeddedKafka;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaException;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaSettings;
import io.tokenbroker.standalone.kafka.FolderLock;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM: an embedded Kafka broker, the demo provider with two connectors for it,
 * the broker service, the gateway and a runner's token client. The composition root of {@code dev}
 * and {@code demo}.
 */
public final class LocalSystem implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalSystem.class);
  private static final String HOST = "127.0.0.1";
  private static final String CLIENT_ID = "tokenbroker-demo";
  private static final String API_KEY_ID = "local";
  private static final Duration READY_WAIT = Duration.ofSeconds(60);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);

  private final LocalSystemSettings settings;
  private final DataFolder data;
  private final CloseStack parts;
  private final Topics topics =
      new Topics(Topics.DEFAULT_PREFIX, Topics.DEFAULT_PARTITIONS, (short) 1);
  private final KeysetFolder keysets;
  private final EmbeddedKafka kafka;
  private final DemoProvider provider;
  private final BrokerService broker;
  private final Gateway gateway;
  private final TokenClient tokens;
  private final Secret apiKey;
  private final GatewayApi gatewayApi;

  private LocalSystem(LocalSystemSettings settings, CloseStack parts) throws InterruptedException {
    this.settings = settings;
    this.data = new DataFolder(settings.data());
    this.parts = parts;
    parts.add("lock", FolderLock.take(data.root(), "tokenbroker.lock"));
    data.makePrivate();
    parts.add("log", LogFile.open(data.logFile()));
    this.keysets = data.openKeysets();
    this.kafka = parts.add("kafka", EmbeddedKafka.start(kafkaSettings()));
    prepareCluster();
    this.provider = parts.add("demo-provider", DemoProvider.start(providerSettings()));
    new LocalConnectors(data, connectorApplier()).apply(provider.issuer(), CLIENT_ID, settings);
    this.broker = parts.add("broker", BrokerService.start(brokerSettings(), Clock.systemUTC()));
    this.apiKey = newApiKey();
    this.gateway = parts.add("gateway", Gateway.start(gatewaySettings(), Clock.systemUTC()));
    this.tokens = parts.add("runner", TokenClient.connect(runnerSettings()));
    this.gatewayApi = new GatewayApi(gateway.publicUrl(), apiKey, HTTP_TIMEOUT);
  }

  /**
   * Starts everything; it works when this returns. What was started is stopped again if it fails.
   *
   * @throws RuntimeException whose message says why in one line: a port is taken, the folder cannot
   *     be used, a part failed
   */
  public static LocalSystem start(LocalSystemSettings settings) throws InterruptedException {
    long start = System.nanoTime();
    CloseStack parts = new CloseStack();
    try {
      LocalSystem system = new LocalSystem(settings, parts);
      system.awaitReady();
      log.atInfo().addKeyValue("ms", (System.nanoTime() - start) / 1_000_000).log("ready");
      return system;
    } catch (RuntimeException | Error | InterruptedException e) {
      log.atInfo().setCause(e).log("the start failed");
      parts.close();
      throw e;
    }
  }

  public DemoProvider provider() {
    return provider;
  }

  /** The runner's view of the tokens. */
  public TokenClient tokens() {
    return tokens;
  }

  /** The gateway's API, with a key that may do everything in the demo's tenant. */
  public GatewayApi gatewayApi() {
    return gatewayApi;
  }

  public Userinfo userinfo() {
    return new Userinfo(provider.userinfoEndpoint());
  }

  public URI gatewayUrl() {
    return gateway.publicUrl();
  }

  /** The API key in clear: it is made at every start and kept nowhere. */
  public Secret apiKey() {
    return apiKey;
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Completes if the system can't go on; never after {@link #close}. */
  public CompletionStage<EmbeddedKafkaException> gaveUp() {
    return kafka.gaveUp();
  }

  /** Stops everything, in the reverse order of the start. */
  @Override
  public void close() {
    parts.close();
  }

  private void awaitReady() throws InterruptedException {
    if (!broker.awaitRunning(READY_WAIT)) {
      throw new StartException(
          "The broker service did not run within "
              + READY_WAIT.toSeconds()
              + " s: "
              + broker.trouble().orElse("no reason known"));
    }
    log.atInfo().log("the topology runs");
    try {
      Await.until(
          () -> gatewayApi.notReadyBecause().isEmpty(), READY_WAIT, "readiness of the gateway");
    } catch (TimeoutException e) {
      throw new StartException(
          "The gateway is not ready: " + gatewayApi.notReadyBecause().orElse(e.toString()), e);
    }
    log.atInfo().log("the gateway is ready");
    if (!tokens.awaitReady(READY_WAIT)) {
      throw new StartException("The runner is not ready: " + tokens.health().reason());
    }
  }

  private void prepareCluster() throws InterruptedException {
    BrokerSettings members = brokerSettings();
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafkaClient()))) {
      new TopicAdmin(admin, topics, READY_WAIT).createMissing();
      DeadMembers.remove(admin, Set.of(members.applicationId(), members.caller().groupId()));
    }
  }

  private ConnectorApplier connectorApplier() {
    return new ConnectorApplier(
        Map.copyOf(kafkaClient()),
        topics,
        keysets.brokerInboxSealer(),
        Map.of(),
        "tokenbroker-dev",
        READY_WAIT);
  }

  private EmbeddedKafkaSettings kafkaSettings() {
    return EmbeddedKafkaSettings.in(data.kafka())
        .withPort(settings.ports().kafka())
        .withCloseTimeout(Duration.ofSeconds(5));
  }

  private DemoProviderSettings providerSettings() {
    return DemoProviderSettings.defaults()
        .withHost(HOST)
        .withPort(settings.ports().provider())
        .withDataFile(data.provider())
        .withAccessTokenLifetime(settings.accessTokenLifetime())
        .withClient(
            new RegisteredClient(
                CLIENT_ID, data.demoClientSecret(), List.of("http://" + HOST + "/oauth/*")));
  }

  private BrokerSettings brokerSettings() {
    return BrokerSettings.defaults(kafkaClient(), topics, keysets, data.state());
  }

  private GatewaySettings gatewaySettings() {
    return new GatewaySettings(
        HOST,
        settings.ports().gateway(),
        Optional.empty(),
        kafkaClient(),
        topics,
        keysets,
        data.apiKeys(),
        GatewaySettings.DEFAULT_OUTCOME_WAIT,
        GatewaySettings.DEFAULT_LINK_LIFETIME);
  }

  private TokenClientSettings runnerSettings() {
    return TokenClientSettings.builder(
            kafka.bootstrapServers(), keysets.opener(KeysetName.EXECUTORS))
        .topics(topics)
        .clientId("sample-runner")
        .build();
  }

  /** Only its hash is kept, so that a later start cannot print it again: it gets a new one. */
  private Secret newApiKey() {
    try {
      Files.deleteIfExists(data.apiKeys());
    } catch (IOException e) {
      throw new StartException("The API key of an earlier start cannot be replaced: " + e, e);
    }
    return new ApiKeyFile(data.apiKeys())
        .create(API_KEY_ID, DemoGrant.TENANT, EnumSet.allOf(ApiScope.class), Optional.empty());
  }

  private Map<String, String> kafkaClient() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
