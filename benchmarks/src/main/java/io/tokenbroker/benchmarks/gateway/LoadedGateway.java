// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.benchmarks.gateway;

import io.tokenbroker.benchmarks.kafka.KafkaNodes;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RefreshPolicy;
import io.tokenbroker.event.RefreshReplay;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.GatewayParts;
import io.tokenbroker.gateway.http.GatewayServer;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.gateway.kafka.KafkaParts;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.EventRecords;
import io.tokenbroker.wire.FingerprintSchemaIds;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A gateway with one connector, and a stub in the broker's place. */
final class LoadedGateway implements AutoCloseable {
  /** The stub never answers for those whose names start so. */
  static final String WAITING_USERS = "waiting";

  private static final int PARTITIONS = 4;
  private static final String TENANT = "acme";
  private static final String CONNECTOR = "crm";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration OUTCOME_WAIT = Duration.ofSeconds(30);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

  /** So high that nothing is refused, but everything is counted, as in production. */
  private static final int MUCH = 1_000_000_000;

  private static final LimitSettings.PerMinute OFTEN =
      new LimitSettings.PerMinute(MUCH, MUCH, MUCH);
  private static final LimitSettings COUNTED =
      new LimitSettings(OFTEN, OFTEN, OFTEN, OFTEN, MUCH, MUCH, MUCH, MUCH);

  private final KafkaParts parts;
  private final Replies replies;
  private final StubBroker broker;
  private final GatewayServer server;
  private final Secret apiKey;

  private LoadedGateway(
      KafkaParts parts, Replies replies, StubBroker broker, GatewayServer server, Secret apiKey) {
    this.parts = parts;
    this.replies = replies;
    this.broker = broker;
    this.server = server;
    this.apiKey = apiKey;
  }

  /**
   * Starts.
   *
   * @param folder for keys
   */
  static LoadedGateway start(Path folder, KafkaNodes kafka) throws Exception {
    Topics topics = new Topics(Topics.DEFAULT_PREFIX, PARTITIONS, (short) kafka.count());
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(kafka.client()))) {
      new TopicAdmin(admin, topics, START).createMissing();
      admin
          .createTopics(
              List.of(new NewTopic(BareRoute.TOPIC, PARTITIONS, topics.replicationFactor())))
          .all()
          .get(START.toSeconds(), TimeUnit.SECONDS);
    }
    define(kafka.client(), topics);
    KeysetFolder keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
    Path keyFile = folder.resolve("api-keys.yaml");
    Secret apiKey =
        new ApiKeyFile(keyFile)
            .create("load", TENANT, EnumSet.allOf(ApiScope.class), Optional.empty());
    Replies replies = Replies.create();
    KafkaParts parts =
        KafkaParts.start(kafka.client(), topics, Optional.empty(), replies, Clock.systemUTC());
    StubBroker broker = new StubBroker(parts.events(), replies, topics, WAITING_USERS);
    GatewayServer server =
        GatewayServer.start(
            new HttpSettings("127.0.0.1", 0, Optional.empty()),
            gateway(parts, broker, replies, keysets, new ApiKeyFile(keyFile)));
    return new LoadedGateway(parts, replies, broker, server, apiKey);
  }

  /** As the gateway's own composition root puts it together, but for the stub. */
  private static GatewayParts gateway(
      KafkaParts kafka,
      StubBroker broker,
      Replies replies,
      KeysetFolder keysets,
      ApiKeyFile apiKeys) {
    return new GatewayParts(
        kafka.connectors(),
        broker,
        replies,
        kafka.readiness(),
        GatewayKeys.from(keysets),
        new ApiKeys(apiKeys.read(), Clock.systemUTC()),
        Optional.empty(),
        new FlowSettings(OUTCOME_WAIT, Duration.ofMinutes(15), true),
        COUNTED,
        SessionSettings.DEFAULT,
        ANSWER_WAIT,
        ANSWER_WAIT,
        ANSWER_WAIT,
        ANSWER_WAIT,
        Clock.systemUTC());
  }

  int port() {
    return server.port();
  }

  /**
   * How long the record of a callback is, which is what this takes one through for.
   *
   * @return bytes of its value and its headers
   */
  int recordBytes(HttpLoad load) throws Exception {
    HttpLoad.Result unused = load.run(port(), flows("first", 1, load), 1);
    return broker.recordBytes();
  }

  /**
   * Takes flows through the API and the connect link up to the provider: their callbacks.
   *
   * @param users what the names of the users start with: each flow has one of its own, so that
   *     records go to all partitions
   */
  List<HttpLoad.Call> flows(String users, int count, HttpLoad load) throws Exception {
    awaitReady(load);
    HttpLoad.Call[] callbacks = new HttpLoad.Call[count];
    load.each(
        count,
        index ->
            start(users + index, load)
                .compose(link -> open(link, load))
                .map(
                    callback -> {
                      callbacks[index] = callback;
                      return null;
                    }));
    return Arrays.asList(callbacks);
  }

  private Future<String> start(String user, HttpLoad load) {
    return load.send(
            port(),
            new HttpLoad.Call(
                HttpMethod.POST,
                "/v1/connectors/" + CONNECTOR + "/authorizations",
                Map.of("Authorization", "Bearer " + apiKey.reveal(SecretAccess.get())),
                new JsonObject()
                    .put("user", user)
                    .put("returnUrl", "https://app.example/back")
                    .toBuffer(),
                201))
        .map(answer -> new JsonObject(answer.body()).getString("connectUrl"));
  }

  /** The one place that knows how a link is opened, and its button pressed. */
  private Future<HttpLoad.Call> open(String link, HttpLoad load) {
    String path = URI.create(link).getRawPath();
    return load.send(port(), HttpLoad.Call.get(path, Map.of(), 200))
        .compose(
            page ->
                load.send(
                    port(),
                    new HttpLoad.Call(
                        HttpMethod.POST,
                        path,
                        Map.of(
                            "Cookie",
                            cookie(page),
                            "Content-Type",
                            "application/x-www-form-urlencoded"),
                        Buffer.buffer(
                            "form_token=" + found(page, "name=\"form_token\" value=\"([^\"]*)\"")),
                        200)))
        .map(
            sent ->
                HttpLoad.Call.get(
                    "/oauth/callback/"
                        + CONNECTOR
                        + "?code=a-code-of-usual-length&state="
                        + found(sent, "[?&;]state=([A-Za-z0-9_.-]*)"),
                    Map.of("Cookie", cookie(sent)),
                    303));
  }

  private static String cookie(HttpLoad.Answer answer) {
    return answer.headers().get("Set-Cookie").split(";", 2)[0];
  }

  private static String found(HttpLoad.Answer answer, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(answer.body().toString());
    if (!matcher.find()) {
      throw new IllegalStateException("the page is another than expected");
    }
    return matcher.group(1);
  }

  private void awaitReady(HttpLoad load) throws Exception {
    long end = System.nanoTime() + START.toNanos();
    while (!isReady(load)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the gateway is not ready after " + START);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private boolean isReady(HttpLoad load) {
    return Await.done(
        load.send(port(), HttpLoad.Call.get("/readyz", Map.of(), 200))
            .map(answer -> true)
            .otherwise(false),
        START);
  }

  private static void define(Map<String, String> client, Topics topics) throws Exception {
    EventRecords records =
        new EventRecords(
            topics, new EventCodec(new FingerprintSchemaIds()), Clock.systemUTC(), "/benchmark");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(client), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(records.of(Topic.CONNECTORS, TENANT + "/" + CONNECTOR + "/1", connector()))
          .get(START.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static ConnectorDefined connector() {
    return ConnectorDefined.newBuilder()
        .setPkce(Pkce.S256)
        .setRequestFormat(RequestFormat.FORM)
        .setBasicCredentialsEncoding(BasicCredentialsEncoding.FORM)
        .setProofOfPossession(ProofOfPossession.NONE)
        .setRevocationStyle(RevocationStyle.RFC7009)
        .setRevocationTokens(RevocationTokens.ONE)
        .setBinding(Binding.LINK)
        .setTenant(TENANT)
        .setConnector(CONNECTOR)
        .setRevision(1)
        .setAuthMode(AuthMode.PER_USER)
        .setGrantType(GrantType.AUTHORIZATION_CODE)
        .setRefreshPolicy(RefreshPolicy.PROACTIVE)
        .setExpiresInUnit(LifetimeUnit.SECONDS)
        .setAuthorizationEndpoint("https://provider.example/authorize")
        .setTokenEndpoint("https://provider.example/token")
        .setClientId("client")
        .setTokenEndpointAuthMethod("client_secret_basic")
        .setScopes(List.of("contacts"))
        .setScopeSeparator(" ")
        .setAuthorizationParameters(Map.of())
        .setTokenParameters(Map.of())
        .setAllowedReturnOrigins(List.of("https://app.example"))
        .setRefreshReplay(RefreshReplay.NEVER)
        .setRevocationScope(RevocationScope.TOKEN)
        .setDefinedAt(Instant.now())
        .setDefinedBy("benchmark")
        .build();
  }

  @Override
  public void close() {
    // As the gateway itself: those who wait are let go first.
    replies.close();
    server.close();
    broker.close();
    parts.close();
  }
}
