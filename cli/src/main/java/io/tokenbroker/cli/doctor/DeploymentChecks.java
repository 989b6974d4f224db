// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.BrokerQuestion;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.cli.schema.SchemaRegistration;
import io.tokenbroker.cli.schema.SubjectState;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.registry.SchemaRegistry;
import io.tokenbroker.registry.Subject;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetException;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.UnknownKeyException;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Do the processes work together: registry, keys, broker, gateway, providers? */
public final class DeploymentChecks {
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final TokenKey NOBODY = TokenKey.shared("doctor", "doctor");

  private final Map<String, String> environment;
  private final ClusterOptions cluster;
  private final String operator;
  private final Optional<Path> keys;
  private final Optional<URI> gateway;
  private final boolean providers;

  /**
   * @param operator who asks, for the audit
   * @param keys the folder of keysets, if one was named
   * @param gateway where it is, if it is to be looked at
   * @param providers whether providers are connected to
   */
  public DeploymentChecks(
      Map<String, String> environment,
      ClusterOptions cluster,
      String operator,
      Optional<Path> keys,
      Optional<URI> gateway,
      boolean providers) {
    this.environment = Map.copyOf(environment);
    this.cluster = cluster;
    this.operator = operator;
    this.keys = keys;
    this.gateway = gateway;
    this.providers = providers;
  }

  /** The checks. */
  public List<Check> all() {
    return List.of(
        Check.of("schema registry", this::registry),
        Check.after("broker group", "broker", this::broker),
        Check.after("topics", "sealed records", this::sealedRecords),
        Check.of("gateway", this::gateway),
        Check.after("topics", "connectors", this::connectors));
  }

  private List<Result> registry() {
    Optional<RegistrySettings> settings = cluster.schemaRegistry();
    if (settings.isEmpty()) {
      return List.of(
          Result.ok("schema registry", "none is set: ids are derived from the schemas themselves"));
    }
    List<SubjectState> wrong =
        new SchemaRegistration(
                new SchemaRegistry(settings.get()),
                Subject.of(cluster.topics(), EnumSet.allOf(Topic.class)))
            .states().stream().filter(state -> !state.isAsItHasToBe()).toList();
    return wrong.isEmpty()
        ? List.of(Result.ok("schema registry", "every schema is registered"))
        : wrong.stream()
            .map(
                state ->
                    Result.fail(
                        "schema registry",
                        state.subject().text() + ": " + state.word(),
                        "tokenbroker schemas register"))
            .toList();
  }

  /** It answers, and its clock is ours. */
  private List<Result> broker() {
    Clock clock = Clock.systemUTC();
    Instant asked = clock.instant();
    Answer answer;
    try (BrokerQuestion broker = BrokerQuestion.to(cluster)) {
      answer = broker.ask(NOBODY, new CommandDrafts(operator, clock).describe());
    }
    Instant answered = clock.instant();
    if (!(answer instanceof Answer.Described described)) {
      return List.of(
          Result.fail(
              "broker",
              answer.problem(),
              "read the log of broker-service: is it restoring, or may it not write replies?"));
    }
    Instant said = described.grant().getDescribedAt();
    Duration off =
        said.isBefore(asked)
            ? Duration.between(said, asked)
            : said.isAfter(answered) ? Duration.between(answered, said) : Duration.ZERO;
    String took = "answers within " + Duration.between(asked, answered).toMillis() + " ms";
    return List.of(
        Result.ok("broker", took),
        off.compareTo(SKEW) > 0
            ? Result.warn(
                "clocks",
                "the broker's clock and this machine's differ by " + off.toSeconds() + " s",
                "keep clocks together with NTP: five minutes are the most that is allowed for")
            : Result.ok(
                "clocks", "the broker's clock is this machine's, to " + off.toMillis() + " ms"));
  }

  /** Records are sealed with keys that the keysets here have. */
  private List<Result> sealedRecords() {
    String name = "sealed records";
    Optional<KeysetFolder> folder = keysets();
    if (folder.filter(it -> it.holds(KeysetName.EXECUTORS)).isEmpty()) {
      return List.of(Result.skip(name, "the executors' keyset and its key are not here"));
    }
    EventCodec codec = cluster.codec();
    Deque<Sealed> newest = new ArrayDeque<>();
    new TopicScan(cluster.kafka(), cluster.timeout())
        .read(
            cluster.topics().name(Topic.TOKEN_EVENTS),
            TopicScan.Range.ALL,
            record ->
                sealed(record, codec)
                    .ifPresent(
                        it -> {
                          newest.clear();
                          newest.add(it);
                        }));
    return newest.isEmpty()
        ? List.of(Result.ok(name, "there is no token yet"))
        : List.of(
            opened(name, newest.getFirst(), folder.orElseThrow().opener(KeysetName.EXECUTORS)));
  }

  private Optional<KeysetFolder> keysets() {
    try {
      return keys.map(
          path -> new KeysetFolder(path, KeyEncryptionKey.fromEnvironment(environment)));
    } catch (KeysetException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A token as it is in a record. */
  private record Sealed(TokenKey key, TokenRefreshed event) {}

  private static Optional<Sealed> sealed(ConsumerRecord<String, byte[]> record, EventCodec codec) {
    try {
      return Optional.ofNullable(record.value())
          .map(codec::decode)
          .filter(TokenRefreshed.class::isInstance)
          .map(event -> new Sealed(TokenKey.parse(record.key()), (TokenRefreshed) event));
    } catch (MalformedRecordException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Result opened(String name, Sealed sealed, Opener opener) {
    TokenRefreshed event = sealed.event();
    try {
      opener.openSecret(
          event.getSealedAccessToken(),
          SealedField.publishedAccessToken(
              sealed.key(), new TokenVersion(event.getGeneration(), event.getSequence())));
      return Result.ok(name, "the newest token of " + sealed.key() + " opens with the keyset here");
    } catch (UnknownKeyException e) {
      return Result.fail(
          name,
          "the newest token is sealed with a key that the keyset here does not have",
          "give every process the same keysets: those of the broker that runs");
    } catch (CannotOpenException e) {
      return Result.fail(name, String.valueOf(e.getMessage()), "see docs/security.md, keys");
    }
  }

  private List<Result> gateway() throws Exception {
    if (gateway.isEmpty()) {
      return List.of(Result.skip("gateway", "not looked at: give --gateway URL"));
    }
    return List.of(GatewayProbe.look(gateway.get(), cluster.timeout()));
  }

  private List<Result> connectors() {
    ConnectorCatalog catalog =
        ConnectorCatalog.read(
            cluster.kafka(), cluster.topics(), cluster.codec(), cluster.timeout());
    if (catalog.current().isEmpty()) {
      return List.of(
          Result.warn("connectors", "none is defined", "tokenbroker connectors apply --file FILE"));
    }
    List<Result> results = new ArrayList<>();
    results.add(Result.ok("connectors", catalog.current().size() + " are defined and readable"));
    if (!providers) {
      results.add(Result.skip("providers", "not connected to: give --providers"));
      return results;
    }
    catalog.sorted().values().stream()
        .map(ConnectorDefined::getTokenEndpoint)
        .map(URI::create)
        .map(ProviderProbe::origin)
        .distinct()
        .forEach(origin -> results.add(ProviderProbe.look(origin, cluster.timeout())));
    return results;
  }
}
