// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

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
import io.tokenbroker.gateway.access.BearerTokens;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.gateway.connector.Connectors;
import io.tokenbroker.gateway.connector.NewestRevisions;
import io.tokenbroker.gateway.event.EventLog;
import io.tokenbroker.gateway.flow.ConfirmationCodes;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.jwt.JwtCallers;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.topic.Topic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** A gateway over real HTTP, with an event log and replies in memory instead of Kafka. */
public final class TestGateway implements AutoCloseable {
  static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  /** What was appended. */
  record Appended(Topic topic, String key, SpecificRecord event) {}

  final List<Appended> log = Collections.synchronizedList(new ArrayList<>());
  final Replies replies;
  final MovableClock clock = new MovableClock();
  final KeysetFolder keysets;
  final String acmeKey;
  final String otherTenantKey;
  final String readOnlyKey;
  final String powerlessKey;
  final ConfirmationCodes codes;
  final GatewayParts parts;
  volatile boolean kafkaIsAway;
  volatile boolean connectorsComplete = true;
  volatile Consumer<Appended> broker = appended -> {};
  private final NewestRevisions revisions = new NewestRevisions();
  private final GatewayServer server;
  private final Optional<JwtCallers> jwt;

  public TestGateway(Path folder, Duration outcomeWait) {
    this(folder, outcomeWait, Optional.empty());
  }

  TestGateway(Path folder, Duration outcomeWait, Optional<URI> publicUrl) {
    this(folder, outcomeWait, publicUrl, Optional.empty());
  }

  TestGateway(
      Path folder, Duration outcomeWait, Optional<URI> publicUrl, Optional<JwtSettings> tokens) {
    this(folder, outcomeWait, http(publicUrl), LimitSettings.NONE, tokens, SessionSettings.DEFAULT);
  }

  TestGateway(
      Path folder, Duration outcomeWait, Optional<URI> publicUrl, SessionSettings sessions) {
    this(folder, outcomeWait, http(publicUrl), LimitSettings.NONE, Optional.empty(), sessions);
  }

  TestGateway(Path folder, Duration outcomeWait, HttpSettings http, LimitSettings limits) {
    this(folder, outcomeWait, http, limits, Optional.empty(), SessionSettings.DEFAULT);
  }

  private TestGateway(
      Path folder,
      Duration outcomeWait,
      HttpSettings http,
      LimitSettings limits,
      Optional<JwtSettings> tokens,
      SessionSettings sessions) {
    this(
        folder,
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek"))),
        Replies.create(),
        new FlowSettings(outcomeWait, Duration.ofMinutes(10), true),
        http,
        limits,
        tokens,
        sessions);
  }

  private static HttpSettings http(Optional<URI> publicUrl) {
    return new HttpSettings("127.0.0.1", 0, publicUrl).withOtherHosts(List.of("127.0.0.1"));
  }

  /** One more gateway of a deployment. */
  TestGateway(
      Path folder,
      KeysetFolder keysets,
      Replies replies,
      FlowSettings settings,
      Optional<URI> publicUrl) {
    this(
        folder,
        keysets,
        replies,
        settings,
        http(publicUrl),
        LimitSettings.NONE,
        Optional.empty(),
        SessionSettings.DEFAULT);
  }

  private TestGateway(
      Path folder,
      KeysetFolder keysets,
      Replies replies,
      FlowSettings settings,
      HttpSettings http,
      LimitSettings limits,
      Optional<JwtSettings> tokens,
      SessionSettings sessions) {
    jwt = tokens.map(token -> JwtCallers.start(token, clock));
    this.keysets = keysets;
    this.replies = replies;
    Duration outcomeWait = settings.outcomeWait();
    ApiKeyFile file = new ApiKeyFile(folder.resolve("api-keys.yaml"));
    acmeKey = key(file, "shop", "acme", EnumSet.allOf(ApiScope.class));
    otherTenantKey = key(file, "rival", "globex", EnumSet.allOf(ApiScope.class));
    readOnlyKey = key(file, "reader", "acme", EnumSet.of(ApiScope.READ_ANY));
    powerlessKey = key(file, "nobody", "acme", EnumSet.of(ApiScope.START));
    define(connector("crm", 1).build());
    GatewayKeys keys = GatewayKeys.from(keysets);
    codes = new ConfirmationCodes(new SealedText(keys.sealer(), keys.opener()));
    parts =
        new GatewayParts(
            connectors(),
            eventLog(),
            replies,
            () ->
                CompletableFuture.completedFuture(
                    List.of(new HealthCheck("kafka", !kafkaIsAway, "as the test says"))),
            keys,
            new ApiKeys(file.read(), clock),
            jwt.map(BearerTokens.class::cast),
            settings,
            limits,
            sessions,
            outcomeWait,
            outcomeWait,
            outcomeWait,
            outcomeWait,
            Telemetry.none(),
            clock);
    server = GatewayServer.start(http, parts);
  }

  public static ConnectorDefined.Builder connector(String name, long revision) {
    return ConnectorDefined.newBuilder()
        .setPkce(Pkce.S256)
        .setRequestFormat(RequestFormat.FORM)
        .setBasicCredentialsEncoding(BasicCredentialsEncoding.FORM)
        .setProofOfPossession(ProofOfPossession.NONE)
        .setRevocationStyle(RevocationStyle.RFC7009)
        .setRevocationTokens(RevocationTokens.ONE)
        .setBinding(Binding.LINK)
        .setTenant("acme")
        .setConnector(name)
        .setRevision(revision)
        .setAuthMode(AuthMode.PER_USER)
        .setGrantType(GrantType.AUTHORIZATION_CODE)
        .setRefreshPolicy(RefreshPolicy.PROACTIVE)
        .setExpiresInUnit(LifetimeUnit.SECONDS)
        .setAuthorizationEndpoint("https://provider.example/authorize?prompt=consent")
        .setTokenEndpoint("https://provider.example/token")
        .setClientId("client 1")
        .setTokenEndpointAuthMethod("client_secret_basic")
        .setScopes(List.of("contacts", "offline"))
        .setScopeSeparator(" ")
        .setAuthorizationParameters(Map.of("access_type", "offline", "state", "attacker"))
        .setTokenParameters(Map.of())
        .setAllowedReturnOrigins(List.of("https://app.example"))
        .setRefreshReplay(RefreshReplay.NEVER)
        .setRevocationScope(RevocationScope.TOKEN)
        .setDefinedAt(START)
        .setDefinedBy("test");
  }

  /**
   * A connector whose grant the client gets as itself (RFC 6749, 4.4): it has no browser's flow.
   */
  static ConnectorDefined.Builder clientCredentialsConnector(String name, long revision) {
    return connector(name, revision)
        .setAuthMode(AuthMode.SHARED)
        .setGrantType(GrantType.CLIENT_CREDENTIALS)
        .setAuthorizationEndpoint("");
  }

  void define(ConnectorDefined connector) {
    revisions.accept(connector);
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  URI publicUrl() {
    return server.publicUrl();
  }

  <T extends SpecificRecord> List<T> events(Class<T> type) {
    synchronized (log) {
      return log.stream().map(Appended::event).filter(type::isInstance).map(type::cast).toList();
    }
  }

  /** What the broker was told. */
  List<SpecificRecord> authorizationEvents() {
    synchronized (log) {
      return log.stream()
          .filter(appended -> appended.topic() == Topic.AUTHORIZATIONS)
          .map(Appended::event)
          .toList();
    }
  }

  @Override
  public void close() {
    replies.close();
    server.close();
    jwt.ifPresent(JwtCallers::close);
  }

  private static String key(ApiKeyFile file, String id, String tenant, Set<ApiScope> scopes) {
    return file.create(id, tenant, scopes, Optional.empty()).reveal(SecretAccess.get());
  }

  private EventLog eventLog() {
    return new EventLog() {
      @Override
      public CompletionStage<Void> append(Topic topic, String key, SpecificRecord event) {
        if (kafkaIsAway) {
          return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
        }
        Appended appended = new Appended(topic, key, event);
        log.add(appended);
        broker.accept(appended);
        return CompletableFuture.runAsync(() -> {});
      }
    };
  }

  private Connectors connectors() {
    return new Connectors() {
      @Override
      public Optional<ConnectorDefined> find(ConnectorId id) {
        return revisions.find(id);
      }

      @Override
      public List<ConnectorDefined> all(String tenant) {
        return revisions.all(tenant);
      }

      @Override
      public boolean isComplete() {
        return connectorsComplete;
      }
    };
  }

  /** Stands still until it is moved. */
  static final class MovableClock extends Clock {
    private volatile Instant now = START;

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
