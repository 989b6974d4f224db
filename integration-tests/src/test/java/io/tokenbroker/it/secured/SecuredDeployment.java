// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.secured;

import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.cli.connector.ConnectorSpec;
import io.tokenbroker.executor.TokenClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiScope;
import io.tokenbroker.it.system.JvmProcess;
import io.tokenbroker.it.system.OperatorCommand;
import io.tokenbroker.it.system.Program;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.SchemaIds;
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

/**
 * A deployment on a secured cluster: each component comes as a principal of its own, which may do
 * what {@code tokenbroker topics acls} gives it. Closes what it has started, the last first.
 */
final class SecuredDeployment implements AutoCloseable {
  static final Duration WAIT = Duration.ofMinutes(3);
  static final String TENANT = "acme";

  private final Path folder;
  private final SecuredCluster cluster;
  private final Topics topics;
  private final Optional<URI> registry;
  private final List<String> furtherPrincipals;
  private final KeysetFolder keysets;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private SecuredDeployment(
      Path folder,
      SecuredCluster cluster,
      Topics topics,
      Optional<URI> registry,
      List<String> furtherPrincipals) {
    this.folder = folder;
    this.cluster = cluster;
    this.topics = topics;
    this.registry = registry;
    this.furtherPrincipals = List.copyOf(furtherPrincipals);
    this.keysets =
        KeysetFolder.create(
            folder.resolve("keys"), KeyEncryptionKey.createFile(folder.resolve("kek")));
  }

  /**
   * Makes keys, ACLs, schemas and topics.
   *
   * @param furtherPrincipals as {@code topics acls --principal} takes them
   */
  static SecuredDeployment prepare(
      Path folder,
      SecuredCluster cluster,
      Topics topics,
      Optional<URI> registry,
      List<String> furtherPrincipals) {
    SecuredDeployment deployment =
        new SecuredDeployment(folder, cluster, topics, registry, furtherPrincipals);
    deployment.allow(topics);
    if (registry.isPresent()) {
      deployment.succeed(Component.OPERATOR_ADMIN.word(), topics, "schemas", "register");
    }
    deployment.succeed(Component.OPERATOR_ADMIN.word(), topics, "topics", "apply");
    return deployment;
  }

  /** The principals of all components. */
  static List<String> users() {
    return Arrays.stream(Component.values()).map(Component::word).toList();
  }

  /** Applies the table of ACLs for these topics. */
  void allow(Topics of) {
    succeed(SecuredCluster.ADMIN, of, acls("--apply"));
  }

  /** {@code topics acls} with every principal. */
  String[] acls(String what) {
    return Stream.concat(
            Stream.of("topics", "acls", what),
            Stream.concat(
                    users().stream().map(user -> user + "=User:" + user),
                    furtherPrincipals.stream())
                .flatMap(principal -> Stream.of("--principal", principal)))
        .toArray(String[]::new);
  }

  /** What a command prints that has to succeed. */
  String succeed(String user, Topics of, String... command) {
    OperatorCommand.Ended ended = operator(user, of).run(command);
    if (ended.exitCode() != 0) {
      throw new AssertionError(List.of(command) + " failed: " + ended);
    }
    return ended.out();
  }

  OperatorCommand operator(String user, Topics of) {
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

  void define(ConnectorSpec connector) {
    new ConnectorApplier(
            Map.copyOf(cluster.scram(Component.OPERATOR_ADMIN.word())),
            topics,
            new EventCodec(schemaIds(Topic.CONNECTORS)),
            keysets.brokerInboxSealer(),
            Map.of(),
            "integration-tests",
            WAIT)
        .apply(List.of(connector), false, false);
  }

  /** A key of the tenant's application. */
  Secret apiKey() {
    return new ApiKeyFile(apiKeyFile())
        .create(TENANT, TENANT, EnumSet.allOf(ApiScope.class), Optional.empty());
  }

  /** A runner; the caller closes it. */
  TokenClient runner(Map<String, String> kafka, Topics of) {
    return TokenClient.connect(
        TokenClientSettings.builder(
                String.valueOf(kafka.get("bootstrap.servers")),
                keysets.opener(KeysetName.EXECUTORS))
            .kafka(kafka)
            .topics(of)
            .schemaIds(schemaIds(Topic.REFRESH_REQUESTS))
            .clientId("runner-of-" + TENANT)
            .build());
  }

  JvmProcess broker(String name, Map<String, String> kafka, Map<String, String> more) {
    return process(Program.brokerService(), "broker-" + name, kafka, more);
  }

  JvmProcess gateway(String name, Map<String, String> kafka, Map<String, String> more) {
    return process(Program.callbackGateway(), "gateway-" + name, kafka, more);
  }

  Map<String, String> brokerUser() {
    return cluster.scram(Component.BROKER_SERVICE.word());
  }

  Map<String, String> gatewayUser() {
    return cluster.scram(Component.CALLBACK_GATEWAY.word());
  }

  Map<String, String> runnerUser() {
    return cluster.scram(Component.RUNNER.word());
  }

  <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

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

  private JvmProcess process(
      Program program, String name, Map<String, String> kafka, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(environment(kafka));
    boolean isGateway = program.mainClass().contains("gateway");
    environment.put("TOKENBROKER_PARTITIONS", Integer.toString(topics.partitions()));
    environment.put("TOKENBROKER_KEYSETS", folder.resolve("keys").toString());
    environment.put("TOKENBROKER_KEK_FILE", folder.resolve("kek").toString());
    environment.put("TOKENBROKER_MANAGEMENT_PORT", "0");
    if (isGateway) {
      environment.put("TOKENBROKER_API_KEYS", apiKeyFile().toString());
      environment.put("TOKENBROKER_HTTP_PORT", "0");
      environment.put("TOKENBROKER_LINK_BINDING", "allowed");
    } else {
      environment.put("TOKENBROKER_ALLOWED_NETWORKS", "loopback");
      environment.put("TOKENBROKER_STATE_DIR", folder.resolve("state-" + name).toString());
    }
    environment.putAll(more);
    return opened(JvmProcess.start(program, List.of(), environment, folder.resolve(name + ".log")));
  }

  private Path apiKeyFile() {
    return folder.resolve("api-keys.yaml");
  }

  private SchemaIds schemaIds(Topic written) {
    SchemaIds ids =
        opened(
            RegistrySchemaIds.orFingerprints(
                registry.map(url -> RegistrySettings.of(List.of(url))), topics, List.of(written)));
    try {
      if (!ids.awaitReady(WAIT)) {
        throw new AssertionError("the schema ids are not known: " + ids.trouble());
      }
      return ids;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** As a deployment sets it: variables, and the secret in a file. */
  private Map<String, String> environment(Map<String, String> kafka) {
    Map<String, String> environment = new HashMap<>();
    registry.ifPresent(url -> environment.put("TOKENBROKER_SCHEMA_REGISTRY_URL", url.toString()));
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
}
