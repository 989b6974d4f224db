// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.broker.BrokerSettings;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.gateway.Gateway;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.standalone.kafka.EmbeddedKafka;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaException;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaSettings;
import io.tokenbroker.standalone.kafka.FolderLock;
import io.tokenbroker.topic.TopicAdmin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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
  private static final Duration READY_WAIT = Duration.ofSeconds(60);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);

  private final CloseStack parts;
  private final EmbeddedKafka kafka;
  private final DemoProvider provider;
  private final Monitoring brokerWatch;
  private final BrokerService broker;
  private final Monitoring gatewayWatch;
  private final Gateway gateway;
  private final TokenClient tokens;
  private final Secret apiKey;
  private final GatewayApi gatewayApi;

  private LocalSystem(LocalSystemSettings settings, CloseStack parts) throws InterruptedException {
    this.parts = parts;
    DataFolder data = new DataFolder(settings.data());
    parts.add("lock", FolderLock.take(data.root(), "tokenbroker.lock"));
    data.makePrivate();
    parts.add("log", LogFile.open(data.logFile()));
    KeysetFolder keysets = data.openKeysets();
    this.kafka =
        parts.add(
            "kafka",
            EmbeddedKafka.start(
                EmbeddedKafkaSettings.in(data.kafka()).withPort(settings.ports().kafka())));
    PartSettings of = new PartSettings(settings, data, keysets, kafka.bootstrapServers());
    prepareCluster(of);
    this.provider = parts.add("demo-provider", DemoProvider.start(of.provider()));
    new LocalConnectors(data, of.connectorApplier(READY_WAIT))
        .apply(provider.issuer(), PartSettings.CLIENT_ID, settings);
    this.brokerWatch = watched("broker-management", settings.ports().brokerManagement());
    this.broker =
        parts.add(
            "broker",
            BrokerService.start(
                of.broker(), brokerWatch.telemetry(), brokerWatch.health(), Clock.systemUTC()));
    this.apiKey = data.newApiKey();
    this.gatewayWatch = watched("gateway-management", settings.ports().gatewayManagement());
    this.gateway =
        parts.add(
            "gateway",
            Gateway.start(
                of.gateway(), gatewayWatch.telemetry(), gatewayWatch.health(), Clock.systemUTC()));
    this.tokens = parts.add("runner", TokenClient.connect(of.runner()));
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

  private Monitoring watched(String name, int port) {
    return parts.add(name, Monitoring.start(ManagementSettings.onLoopback(port)));
  }

  /** Where the gateway's metrics are. */
  public URI gatewayMetrics() {
    return metrics(gatewayWatch);
  }

  /** Where the broker service's metrics are. */
  public URI brokerMetrics() {
    return metrics(brokerWatch);
  }

  private static URI metrics(Monitoring watch) {
    return URI.create(
        "http://" + ManagementSettings.DEFAULT_HOST + ":" + watch.port() + "/metrics");
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

  private static void prepareCluster(PartSettings of) throws InterruptedException {
    BrokerSettings members = of.broker();
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(members.clientSettings()))) {
      new TopicAdmin(admin, members.topics(), READY_WAIT).createMissing();
      DeadMembers.remove(admin, Set.of(members.applicationId(), members.callerGroupId()));
    }
  }
}
