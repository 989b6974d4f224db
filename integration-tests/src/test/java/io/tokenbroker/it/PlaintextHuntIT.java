// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.hunt.Finding;
import io.tokenbroker.it.hunt.Place;
import io.tokenbroker.it.hunt.ProcessOutput;
import io.tokenbroker.it.hunt.SecretHunt;
import io.tokenbroker.it.hunt.StateStores;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * After the whole story no secret of it is anywhere on disk, in Kafka or in the output. Two secrets
 * that mean nothing are planted in all these places: the hunt that finds no other must find them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlaintextHuntIT {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final String PLANTED = "planted-c0ffee5eed5-KvQ2zLr8Tn4Xw";
  private static final String PLANTED_COMPRESSED = "planted-packed-9bVt3Jm7Hs1Yd6Pf0Rg";
  private static final Pattern STATE =
      Pattern.compile("[?&]state=[A-Za-z0-9_-]+[.]([A-Za-z0-9_-]+)");

  private final SecretHunt hunt = new SecretHunt();
  private final Map<String, Integer> secrets = new HashMap<>();
  private final Set<String> headers = new HashSet<>();

  @BeforeAll
  void tellTheStoryAndHunt(@TempDir Path folder) throws Exception {
    Path logFile = folder.resolve("process.log");
    Path providerData = folder.resolve("provider.json");
    byte[] console;
    try (ProcessOutput output = new ProcessOutput(logFile)) {
      try (DemoSystem demo =
          DemoSystem.start(
              folder,
              DemoProviderSettings.defaults()
                  .withAccessTokenLifetime(Duration.ofSeconds(6))
                  .withDataFile(providerData)
                  .withRecordSecrets(true),
              List.of(base -> base, base -> base.named("demo-shared").shared()))) {
        tellStory(demo);
        plantOutside(demo);
        searchRecords(demo);
      }
      console = output.console();
    }
    Files.writeString(providerData, PLANTED, StandardOpenOption.APPEND);
    searchFolders(folder, logFile, providerData, console);
  }

  @Test
  void noSecretOfTheStoryIsAnywhere() {
    assertThat(secrets)
        .containsEntry("client secret", 1)
        .containsEntry("API key", 1)
        .containsEntry("key-encryption key", 2)
        .containsEntry("state", 2)
        .containsEntry("code_verifier", 2)
        .containsEntry("code", 2)
        .hasEntrySatisfying("access token", count -> assertThat(count).isGreaterThanOrEqualTo(4))
        .hasEntrySatisfying("refresh token", count -> assertThat(count).isGreaterThanOrEqualTo(4));
    assertThat(hunt.findings())
        .filteredOn(finding -> !finding.secret().startsWith("planted"))
        .isEmpty();
  }

  @Test
  void whileTracingIsOffNoRecordHasAHeaderOfATrace() {
    assertThat(headers).contains("ce_id").doesNotContain("traceparent", "tracestate");
  }

  @Test
  void whatIsPlantedIsFoundInEveryPlaceAndThroughCompression() {
    assertThat(placesOf("planted"))
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Place.TRACES)));
    assertThat(placesOf("planted, compressed")).contains(Place.KAFKA_RECORDS, Place.STATE_ENTRIES);
  }

  private void tellStory(DemoSystem demo) throws InterruptedException, IOException {
    BrokerService broker = demo.system().startBroker("one");
    TokenKey personal = TokenKey.personal(DemoSystem.TENANT, "demo", "u-1");
    TokenKey shared = TokenKey.shared(DemoSystem.TENANT, "demo-shared");
    Browser browser = new Browser();
    URI callback = demo.callBack(browser, personal);
    addState(callback);
    assertThat(new Browser().open(callback).status()).isEqualTo(400);
    assertThat(browser.openToOutcome(callback).address().getQuery()).contains("result=succeeded");
    addState(demo.callBack(new Browser(), shared));
    demo.awaitNewer(awaitToken(demo, personal));
    demo.awaitNewer(awaitToken(demo, shared));
    demo.system().api(DemoSystem.TENANT).disconnect(shared);
    await("the provider has revoked").atMost(WAIT).until(() -> demo.provider().revocations() > 0);
    broker.close();
    addSecrets(demo);
  }

  private static AccessToken awaitToken(DemoSystem demo, TokenKey key) {
    return await("a token")
        .atMost(WAIT)
        .until(() -> demo.system().tokens(DemoSystem.TENANT).get(key), token -> token.isPresent())
        .orElseThrow();
  }

  private void addSecrets(DemoSystem demo) throws IOException {
    TestSystem system = demo.system();
    demo.provider().issuedSecrets().forEach(secret -> add(kindOf(secret), secret.getBytes(UTF_8)));
    demo.provider()
        .receivedVerifiers()
        .forEach(verifier -> add("code_verifier", verifier.getBytes(UTF_8)));
    add("client secret", demo.clientSecret().getBytes(UTF_8));
    system
        .apiKeys()
        .values()
        .forEach(key -> add("API key", key.reveal(SecretAccess.get()).getBytes(UTF_8)));
    String kek = Files.readString(system.keyEncryptionKeyFile()).strip();
    add("key-encryption key", kek.getBytes(UTF_8));
    add("key-encryption key", Base64.getDecoder().decode(kek));
    hunt.add("planted", PLANTED.getBytes(UTF_8));
    hunt.add("planted, compressed", PLANTED_COMPRESSED.getBytes(UTF_8));
  }

  /** By the prefix that the demo provider gives it. */
  private static String kindOf(String issued) {
    return issued.startsWith("demo_code_")
        ? "code"
        : issued.startsWith("demo_at_") ? "access token" : "refresh token";
  }

  /** What follows the authorization's id in the state is the browser's secret. */
  private void addState(URI callback) {
    Matcher state = STATE.matcher(callback.toString());
    assertThat(state.find()).isTrue();
    add("state", state.group(1).getBytes(UTF_8));
  }

  private void add(String label, byte[] secret) {
    secrets.merge(label, 1, Integer::sum);
    hunt.add(label, secret);
  }

  private void plantOutside(DemoSystem demo) throws Exception {
    TestSystem system = demo.system();
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(system.kafkaClient()))) {
      admin
          .createTopics(List.of(new NewTopic("planted", 1, (short) 1)))
          .all()
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }
    send(system, "none", PLANTED);
    send(system, "zstd", PLANTED_COMPRESSED.repeat(50));
    new StateStores(system.stateFolder("one"))
        .plant(PLANTED_COMPRESSED.repeat(200).getBytes(UTF_8), PLANTED.getBytes(UTF_8));
    Files.writeString(system.keysFolder().resolve("planted"), PLANTED);
    LoggerFactory.getLogger(PlaintextHuntIT.class)
        .atDebug()
        .addKeyValue("secret", PLANTED)
        .log("planted");
    System.out.println(PLANTED);
  }

  private static void send(TestSystem system, String compression, String value) throws Exception {
    Map<String, Object> settings = new HashMap<>(system.kafkaClient());
    settings.put("compression.type", compression);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("planted", value.getBytes(UTF_8)))
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void searchRecords(DemoSystem demo) {
    for (ConsumerRecord<byte[], byte[]> record : demo.system().events().everything()) {
      record.headers().forEach(header -> headers.add(header.key()));
      List<byte[]> parts = new ArrayList<>();
      if (record.key() != null) {
        parts.add(record.key());
      }
      if (record.value() != null) {
        parts.add(record.value());
      }
      for (Header header : record.headers()) {
        parts.add(header.value());
      }
      parts.forEach(part -> hunt.search(Place.KAFKA_RECORDS, record.topic(), part));
    }
    new StateStores(demo.system().stateFolder("one"))
        .forEach((store, bytes) -> hunt.search(Place.STATE_ENTRIES, store, bytes));
  }

  private void searchFolders(Path folder, Path logFile, Path providerData, byte[] console) {
    hunt.searchFiles(Place.KAFKA_FILES, folder.resolve("kafka"));
    hunt.searchFiles(Place.STATE_FILES, folder.resolve("state-one"));
    hunt.searchFiles(Place.KEYS, folder.resolve("keys"));
    hunt.searchFiles(Place.KEYS, folder.resolve("api-keys.yaml"));
    hunt.searchFiles(Place.PROVIDER_DATA, providerData);
    hunt.searchFiles(Place.LOG, logFile);
    hunt.search(Place.CONSOLE, "console", console);
  }

  private Set<Place> placesOf(String secret) {
    return Set.copyOf(
        hunt.findings().stream()
            .filter(finding -> finding.secret().equals(secret))
            .map(Finding::place)
            .toList());
  }
}
