// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.broker.BrokerService;
import io.tokenbroker.demoprovider.Behaviour;
import io.tokenbroker.demoprovider.ConsentClient;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.GrantType;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.TestConnector;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Grants that are really broken, each in its own way: what {@code grants explain} says of them. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ExplainIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final String TENANT = DemoSystem.TENANT;
  private static final ObjectMapper JSON = new ObjectMapper();

  private DemoSystem demo;
  private BrokerService broker;
  private final Map<String, AccessToken> tokens = new HashMap<>();

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    List<UnaryOperator<TestConnector>> connectors =
        List.of(
            UnaryOperator.identity(),
            connector -> connector.named("confirmed").confirmed(),
            connector ->
                connector
                    .named("stranger")
                    .withClientCredentials()
                    .withClient(new TestConnector.Client("it-client", "a-wrong-secret")));
    demo = DemoSystem.start(folder, DemoProviderSettings.defaults(), connectors);
    broker = demo.system().startBroker("one");
    // All at once: a token is not refreshed within ten seconds of its issue.
    for (String user :
        List.of("healthy", "revoked-there", "wrong-secret", "down", "lost", "left")) {
      tokens.put(user, demo.connect(key(user)));
    }
  }

  @AfterAll
  void stop() {
    demo.close();
  }

  @Test
  @Order(1)
  void aHealthyGrantWorksAndNothingElseIsSaid() {
    TokenKey key = key("healthy");
    Explained explained = explain(key);

    assertThat(explained.exitCode()).as(explained.toString()).isZero();
    assertThat(explained.verdict()).isEqualTo("works");
    assertThat(explained.codes()).isEmpty();
  }

  @Test
  @Order(2)
  void aGrantThatNobodyConnectedWasNeverAuthorized() {
    assertThat(explain(key("nobody")).first()).isEqualTo("never_authorized");
  }

  @Test
  @Order(3)
  void aConnectorThatDoesNotExistComesBeforeTheMissingAuthorization() {
    Explained explained = explain(TokenKey.personal(TENANT, "demoo", "ann"));

    assertThat(explained.codes()).containsExactly("connector_missing", "never_authorized");
    assertThat(explained.text()).contains("acme/demo");
  }

  @Test
  @Order(4)
  void aPersonWhoSaidNoIsTheReason() throws Exception {
    TokenKey key = key("denier");
    Browser browser = new Browser();
    URI callback = new ConsentClient(WAIT).deny(browser.requestOf(link(key)));
    browser.open(callback);

    assertThat(awaitExplained(key, "authorization_denied").text()).contains("access_denied");
  }

  @Test
  @Order(5)
  void anAuthorizationThatIsUnderWayIsNoFailure() {
    TokenKey key = key("dreamer");
    assertThat(new Browser().requestOf(link(key))).isNotNull();

    assertThat(awaitExplained(key, "authorization_pending").verdict()).isEqualTo("does not work");
  }

  @Test
  @Order(6)
  void tokensThatTheApplicationHasNotConfirmedAreHeldBack() throws Exception {
    TokenKey key = TokenKey.personal(TENANT, "confirmed", "ann");
    Browser browser = new Browser();
    browser.open(new ConsentClient(WAIT).allow(browser.requestOf(link(key)), "ada"));

    assertThat(awaitExplained(key, "awaiting_confirmation").text()).contains("/confirm");
  }

  @Test
  @Order(7)
  void aRefreshTokenThatTheProviderRevokedNeedsThePersonAgain() {
    TokenKey key = key("revoked-there");
    AccessToken token = token(key);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.error(400, "invalid_grant"));
    demo.system().tokens(TENANT).reportRejected(token);
    Explained explained = awaitExplained(key, "refresh_token_refused");

    assertThat(explained.exitCode()).isEqualTo(3);
    assertThat(explained.verdict()).isEqualTo("works for now");
    assertThat(explained.text()).contains("invalid_grant", "HTTP 400", "connect again");
  }

  @Test
  @Order(8)
  void aWrongClientSecretIsTheOperatorsAndTheGrantIsKept() {
    TokenKey key = key("wrong-secret");
    AccessToken token = token(key);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.error(401, "invalid_client"));
    demo.system().tokens(TENANT).reportRejected(token);
    Explained explained = awaitExplained(key, "client_refused");

    assertThat(explained.text()).contains("--renew-secrets", "tries again by itself at");
    assertThat(explained.verdict()).isEqualTo("works for now");
  }

  @Test
  @Order(9)
  void aClientThatTheProviderDoesNotKnowGetsNoGrantAtAll() {
    TokenKey key = TokenKey.shared(TENANT, "stranger");
    OperatorCommand.Ended obtained = operator().run("grants", "obtain", key.toString());
    assertThat(obtained.exitCode()).isEqualTo(1);

    assertThat(awaitExplained(key, "client_refused").text()).contains("invalid_client");
  }

  @Test
  @Order(10)
  void aProviderThatIsDownIsWaitedFor() {
    TokenKey key = key("down");
    AccessToken token = token(key);
    demo.provider()
        .onToken(
            GrantType.REFRESH_TOKEN,
            Behaviour.status(503, Map.of("Retry-After", "3600"), "<h1>maintenance</h1>"));
    demo.system().tokens(TENANT).reportRejected(token);

    assertThat(awaitExplained(key, "provider_failing").text()).contains("HTTP 503", "3600 s");
  }

  @Test
  @Order(11)
  void aLostAnswerIsNotRepeatedWhereRefreshTokensAreForOneUse() {
    TokenKey key = key("lost");
    AccessToken token = token(key);
    demo.provider().onToken(GrantType.REFRESH_TOKEN, Behaviour.resetAfterProcessing());
    demo.system().tokens(TENANT).reportRejected(token);

    assertThat(awaitExplained(key, "outcome_unknown").text()).contains("refreshReplay: never");
  }

  @Test
  @Order(12)
  void whoDisconnectedItIsNamed() {
    TokenKey key = key("left");
    assertThat(
            operator()
                .run("grants", "revoke", key.toString(), "--reason", "off-boarding")
                .exitCode())
        .isZero();

    assertThat(awaitExplained(key, "disconnected").text()).contains("operator:", "off-boarding");
  }

  @Test
  @Order(13)
  void aRecordThatNobodyCanReadIsFoundAmongTheDeadLettersAndNotReplayedUnasked() throws Exception {
    TokenKey key = key("garbled");
    write(Topic.TOKEN_COMMANDS, key, "no event".getBytes(StandardCharsets.UTF_8));
    Explained explained = awaitExplained(key, "unreadable_record");
    String id = explained.text().replaceAll("(?s).*dead-letters show (\\d+:\\d+).*", "$1");

    assertThat(operator().run("dead-letters", "list").out()).contains(id, key.toString());
    assertThat(operator().run("dead-letters", "show", id).out()).contains("is possible");
    assertThat(operator().run("dead-letters", "replay", id, "--dry-run").out())
        .contains("would be");
    assertThat(operator().run("dead-letters", "replay", id).exitCode()).isEqualTo(2);
    assertThat(operator().run("dead-letters", "replay", id, "--yes").exitCode()).isZero();
    assertThat(operator().run("dead-letters", "replay", id, "--yes").out())
        .contains("it was replayed at");
    assertThat(operator().run("audit", "search", "--key", key.toString()).out())
        .contains("dead_letter_replayed");
  }

  @Test
  @Order(14)
  void grantsAreListedWithTheirStates() {
    OperatorCommand.Ended listed = operator().run("grants", "list", "--tenant", TENANT);

    assertThat(listed.exitCode()).as(listed.toString()).isZero();
    assertThat(listed.out())
        .contains("healthy", "active", "reauthorization_required")
        .doesNotContain("nobody", "dreamer");
    assertThat(
            operator()
                .run("grants", "list", "--state", "reauthorization_required", "--limit", "1")
                .out()
                .lines())
        .hasSize(2);
  }

  @Test
  @Order(15)
  void theDoctorSaysWhatIsWellAndShowsNoSecret() {
    OperatorCommand.Ended ended =
        operator()
            .run(
                "doctor",
                "--keys",
                demo.system().keysFolder().toString(),
                "--gateway",
                demo.system().gatewayUrl().toString(),
                "--providers");

    // One Kafka and http on loopback are warned of.
    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(1);
    assertThat(ended.out())
        .contains("topics are as they have to be", "answers within", "opens with the keyset here")
        .doesNotContain("fail ");
  }

  @Test
  @Order(16)
  void withoutABrokerThatIsTheCauseAndTheTokenStillWorks() {
    broker.close();
    Explained explained = awaitExplained(key("healthy"), "broker_down");

    assertThat(explained.verdict()).isEqualTo("works for now");
    assertThat(explained.text()).contains("0 members");
    assertThat(operator(5).run("doctor").exitCode()).isEqualTo(2);
  }

  /** What the command said, as JSON. */
  private record Explained(int exitCode, String text) {
    String verdict() {
      return json().path("verdict").asText();
    }

    List<String> codes() {
      return StreamSupport.stream(json().path("findings").spliterator(), false)
          .map(finding -> finding.path("code").asText())
          .toList();
    }

    String first() {
      return json().path("findings").path(0).path("code").asText();
    }

    private JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }
  }

  private Explained explain(TokenKey key) {
    OperatorCommand.Ended ended =
        operator(5).run("grants", "explain", key.toString(), "--output", "json");
    assertThat(ended.err()).isEmpty();
    return new Explained(ended.exitCode(), ended.out());
  }

  private Explained awaitExplained(TokenKey key, String code) {
    return await("it is explained as " + code)
        .atMost(WAIT)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> explain(key), explained -> explained.first().equals(code));
  }

  private AccessToken token(TokenKey key) {
    return Optional.ofNullable(tokens.get(key.owner().user().orElseThrow())).orElseThrow();
  }

  private OperatorCommand operator() {
    return demo.system().operator();
  }

  /** With a time-out of its own; the last one counts. */
  private OperatorCommand operator(int seconds) {
    return new OperatorCommand(
        List.of(
            "--bootstrap-server",
            demo.system().kafkaClient().get("bootstrap.servers"),
            "--partitions",
            "4",
            "--replication-factor",
            "1",
            "--timeout",
            Integer.toString(seconds)),
        Map.of("TOKENBROKER_KEK_FILE", demo.system().keyEncryptionKeyFile().toString()));
  }

  private URI link(TokenKey key) {
    return demo.system()
        .api(TENANT)
        .start(key, Optional.of(demo.system().application().returnUrl()))
        .connectUrl();
  }

  private void write(Topic topic, TokenKey key, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(demo.system().kafkaClient()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("tokenbroker." + topic.baseName(), key.toString(), value))
          .get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static TokenKey key(String user) {
    return TokenKey.personal(TENANT, "demo", user);
  }
}
