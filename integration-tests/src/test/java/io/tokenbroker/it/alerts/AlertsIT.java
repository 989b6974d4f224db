// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProvider;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.port.FreePort;
import io.tokenbroker.it.system.BrokerProcess;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.it.system.TestConnector.Client;
import io.tokenbroker.it.system.TestConnector.Endpoints;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.management.ManagementSettings;
import io.tokenbroker.process.management.Monitoring;
import io.tokenbroker.process.metrics.Part;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One system that is well, then one trouble after another: while it is well no alert fires, and
 * each trouble makes its own fire. The rules are the repository's, the metrics what the processes
 * tell, and a real Prometheus judges.
 */
final class AlertsIT {
  private static final String BROKER = "tokenbroker-broker";
  private static final String GATEWAY = "tokenbroker-gateway";
  private static final Client CLIENT = new Client("it-client", "it-client-secret-8c61f0b7d2");
  private static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");
  private static final TokenKey BOB = TokenKey.personal("acme", "crm", "bob");
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final int GRANTS = 40;
  private static final String SLOW_CLIENT = "slow";

  private final Set<String> fired = new TreeSet<>();

  @Test
  void everyAlertFiresOnItsTroubleAndNoneWhileAllIsWell(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    assumeThat(Prometheus.BINARY)
        .as("Prometheus is not installed (Debian's package prometheus)")
        .isExecutable();
    int brokerPort = FreePort.next();
    Map<String, String> watched =
        Map.of("TOKENBROKER_MANAGEMENT_PORT", Integer.toString(brokerPort));
    try (DemoProvider crm = provider();
        DemoProvider mail = provider();
        TestSystem system =
            TestSystem.start(folder, List.of(connector("crm", crm), connector("mail", mail)));
        Prometheus prometheus = Prometheus.start(folder.resolve("prometheus"))) {
      BrokerProcess broker = system.startBrokerProcess("one", watched).awaitRunning();
      prometheus.scrape(BROKER, brokerPort);
      prometheus.scrape(GATEWAY, system.gatewayManagementPort());

      healthy(system, crm, prometheus);
      gatewayTroubles(system, folder, prometheus);
      registryAway(system, prometheus, brokerPort);
      deadLetter(system, prometheus);
      paused(system, prometheus);
      providerTroubles(system, folder, mail, prometheus);
      slowCallback(system, crm, prometheus);
      everythingIsInTheCatalogue(system, brokerPort);

      broker.kill();
      awaitFiring(prometheus, "BrokerDown");
      restoresForLong(system, watched, prometheus);

      system.startBrokerProcess("one", watched).awaitRunning();
      system.stopKafka();
      awaitFiring(prometheus, "KafkaAway");
      system.startKafka();
      keyIsMissing(system, folder, prometheus);

      assertThat(fired).isEqualTo(prometheus.rules());
    }
  }

  private static void healthy(TestSystem system, DemoProvider crm, Prometheus prometheus)
      throws Exception {
    AccessToken token = connect(system, ALICE);
    system.tokens("acme").reportRejected(token);
    await("a refresh").atMost(WAIT).until(() -> crm.requests().size() >= 2);
    String often = "count_over_time(tokenbroker_ready[1m]) > 8";
    await("both are scraped").atMost(WAIT).until(() -> prometheus.series(often) == 2);
    await("the rules are evaluated").atMost(WAIT).until(() -> prometheus.brokenRules().isEmpty());

    assertThat(prometheus.rules()).isNotEmpty();
    assertThat(prometheus.firing()).as("while all is well").isEmpty();
  }

  /** A gateway with a certificate that is about to expire, which then ends. */
  private void gatewayTroubles(TestSystem system, Path folder, Prometheus prometheus)
      throws Exception {
    int gateway = system.gatewayManagementPort();
    int port = FreePort.next();
    HttpSettings http =
        new HttpSettings("127.0.0.1", port, Optional.of(URI.create("https://localhost:" + port)))
            .withTls(ShortCertificate.in(folder.resolve("tls")));
    try (Monitoring watch = Monitoring.start(ManagementSettings.onLoopback(0))) {
      system.startGateway(http, watch);
      prometheus.scrape(GATEWAY, gateway, watch.port());
      awaitFiring(prometheus, "CertificateExpiring");
      assertThat(Scraped.ours(Scraped.text(watch.port())))
          .contains("tokenbroker_tls_certificate_expiry_seconds");
    }
    awaitFiring(prometheus, "GatewayDown");
    prometheus.scrape(GATEWAY, gateway);
  }

  /** A broker that starts while its registry is away, and can be asked why it does not get on. */
  private void registryAway(TestSystem system, Prometheus prometheus, int brokerPort)
      throws Exception {
    int port = FreePort.next();
    try (BrokerProcess waiting =
        system.startBrokerProcess(
            "two",
            Map.of(
                "TOKENBROKER_MANAGEMENT_PORT",
                Integer.toString(port),
                "TOKENBROKER_SCHEMA_REGISTRY_URL",
                "http://127.0.0.1:" + FreePort.next()))) {
      prometheus.scrape(BROKER, brokerPort, port);
      awaitFiring(prometheus, "SchemaRegistryAway", "NotReady");
      assertThat(waiting.isAlive()).as("it waits").isTrue();
    }
    prometheus.scrape(BROKER, brokerPort);
  }

  private void deadLetter(TestSystem system, Prometheus prometheus) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(system.kafkaClient()), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.defaults().name(Topic.TOKEN_COMMANDS),
                  ALICE.toString(),
                  new byte[] {9, 9, 9}))
          .get(10, TimeUnit.SECONDS);
    }
    awaitFiring(prometheus, "DeadLetters");
  }

  private void providerTroubles(
      TestSystem system, Path folder, DemoProvider mail, Prometheus prometheus) throws Exception {
    mail.onToken(request -> Behaviour.error(503, "temporarily_unavailable"));
    importGrants(system, folder, system.keysFolder(), "mail", Duration.ofSeconds(3));
    awaitFiring(prometheus, "ProviderFailing", "CircuitOpen");
    mail.onToken(request -> tokens());
    awaitFiring(prometheus, "RefreshesLate");
    mail.onToken(request -> Behaviour.resetAfterProcessing());
    awaitFiring(prometheus, "CallUnknownRising");
    mail.onToken(request -> Behaviour.error(400, "invalid_grant"));
    awaitFiring(prometheus, "ReauthorizationsRising");
  }

  private void slowCallback(TestSystem system, DemoProvider crm, Prometheus prometheus) {
    crm.onToken(request -> Behaviour.delay(Duration.ofSeconds(7)));
    connect(system, BOB);
    awaitFiring(prometheus, "CallbackSlow");
  }

  /** An operator's word, which is taken back. */
  private void paused(TestSystem system, Prometheus prometheus) {
    assertThat(system.operator().run("pause", "--all", "--reason", "a look").exitCode()).isZero();
    awaitFiring(prometheus, "ProviderCallsPaused");
    assertThat(system.operator().run("resume", "--all").exitCode()).isZero();
  }

  /** A broker without its stores, whose share of Kafka is small. */
  private void restoresForLong(
      TestSystem system, Map<String, String> watched, Prometheus prometheus) throws Exception {
    throttle(system, SLOW_CLIENT + "-StreamThread-1-restore-consumer");
    Map<String, String> settings = new HashMap<>(watched);
    settings.put("TOKENBROKER_KAFKA_CLIENT_ID", SLOW_CLIENT);
    settings.put("TOKENBROKER_KAFKA_RESTORE_CONSUMER_FETCH_MAX_BYTES", "1024");
    settings.put("TOKENBROKER_KAFKA_RESTORE_CONSUMER_MAX_PARTITION_FETCH_BYTES", "1024");
    try (BrokerProcess slow = system.startBrokerProcess("slow", settings)) {
      awaitFiring(prometheus, "StreamsRestoringLong");
      assertThat(slow.isAlive()).as("it goes on").isTrue();
    }
  }

  /** Grants are imported with keys that the broker does not have. */
  private void keyIsMissing(TestSystem system, Path folder, Prometheus prometheus)
      throws Exception {
    Path others = folder.resolve("other-keys");
    KeysetFolder.create(others, KeyEncryptionKey.fromFile(system.keyEncryptionKeyFile()));
    await("the gateway is ready").atMost(WAIT).until(() -> system.api("acme").isReady());
    importGrants(system, folder, others, "crm", Duration.ofHours(1));
    awaitFiring(prometheus, "StoppedPartitions");
  }

  private static void everythingIsInTheCatalogue(TestSystem system, int brokerPort)
      throws Exception {
    String broker = Scraped.text(brokerPort);
    String gateway = Scraped.text(system.gatewayManagementPort());

    assertThat(Scraped.ours(broker)).isEqualTo(Scraped.catalogue(Part.BROKER));
    Set<String> withoutTls = Scraped.catalogue(Part.GATEWAY);
    withoutTls.remove("tokenbroker_tls_certificate_expiry_seconds");
    assertThat(Scraped.ours(gateway)).isEqualTo(withoutTls);
    await("Streams' figures, which are looked for once a minute")
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(Scraped.all(Scraped.text(brokerPort)))
                    .containsAll(Scraped.foreign(Part.BROKER)));
    assertThat(Scraped.all(gateway)).containsAll(Scraped.foreign(Part.GATEWAY));
    assertThat(broker + gateway)
        .as("nobody's name, key or secret")
        .doesNotContain("alice", "acme", CLIENT.secret());
  }

  private void awaitFiring(Prometheus prometheus, String... alerts) {
    Set<String> seen = new TreeSet<>();
    await(String.join(", ", alerts))
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              seen.addAll(prometheus.firing());
              assertThat(seen).contains(alerts);
            });
    fired.addAll(List.of(alerts));
    System.out.println(String.join(", ", alerts) + " fired at " + Instant.now());
  }

  private static void throttle(TestSystem system, String clientId) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(system.kafkaClient()))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId)),
                      List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", 500.0)))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static AccessToken connect(TestSystem system, TokenKey key) {
    Browser browser = new Browser();
    try {
      URI link =
          system.api("acme").start(key, Optional.of(system.application().returnUrl())).connectUrl();
      URI callback =
          new ConsentClient(Duration.ofSeconds(10)).allow(browser.requestOf(link), "ada");
      browser.open(callback);
    } catch (IOException e) {
      throw new AssertionError("no consent page", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return await("a token at the runner")
        .atMost(WAIT)
        .until(() -> system.tokens("acme").get(key), Optional::isPresent)
        .orElseThrow();
  }

  private static void importGrants(
      TestSystem system, Path folder, Path keys, String connector, Duration lifetime)
      throws Exception {
    String expiry = Instant.now().plus(lifetime).toString();
    String lines =
        IntStream.range(0, GRANTS)
            .mapToObj(
                i ->
                    "{\"tenant\":\"acme\",\"connector\":\"%s\",\"user\":\"u-%d\",\"access_token\":\"at-%d\",\"refresh_token\":\"rt-%d\",\"expires_at\":\"%s\"}"
                        .formatted(connector, i, i, i, expiry))
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve(connector + ".jsonl"), lines + "\n");
    OperatorCommand.Ended imported =
        system
            .operator()
            .run("grants", "import", file.toString(), "--keys", keys.toString(), "--rate", "200");
    System.out.println("import of " + connector + ": exit code " + imported.exitCode());
  }

  private static Behaviour tokens() {
    return Behaviour.status(
        200,
        Map.of("Content-Type", "application/json"),
        "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"refresh_token\":\"rt\",\"expires_in\":4}");
  }

  private static DemoProvider provider() {
    return DemoProvider.start(
        DemoProviderSettings.defaults()
            .withClient(
                new RegisteredClient(
                    CLIENT.id(), CLIENT.secret(), List.of("http://127.0.0.1/oauth/*"))));
  }

  private static TestConnector connector(String name, DemoProvider provider) {
    return TestConnector.perUser(new ConnectorId("acme", name), Endpoints.of(provider), CLIENT)
        .withRefreshMargin(Duration.ofSeconds(30))
        .withGraceWindow(Duration.ofDays(1));
  }
}
