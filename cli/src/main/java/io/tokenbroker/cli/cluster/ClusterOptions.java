// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import io.tokenbroker.process.config.ConfigurationReader;
import io.tokenbroker.process.settings.CommandConfig;
import io.tokenbroker.process.settings.Models;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.registry.RegistrySchemaIds;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.SchemaIds;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the cluster is and how the deployment's topics are named: options of several commands. */
public final class ClusterOptions {
  private static final List<Topic> WRITTEN =
      List.of(Topic.CONNECTORS, Topic.API_KEYS, Topic.CONTROLS, Topic.TOKEN_COMMANDS, Topic.AUDIT);

  @Option(
      names = "--bootstrap-server",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT",
      defaultValue = "${env:TOKENBROKER_BOOTSTRAP_SERVERS:-localhost:9092}",
      description = "Kafka brokers, comma separated (${DEFAULT-VALUE}).")
  private String bootstrapServers = "localhost:9092";

  @Option(
      names = "--command-config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Properties file with further Kafka client settings, such as TLS and SASL; they win over"
              + " those in TOKENBROKER_KAFKA_... .")
  private Optional<Path> commandConfig = Optional.empty();

  @Option(
      names = "--prefix",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:TOKENBROKER_TOPIC_PREFIX:-" + Topics.DEFAULT_PREFIX + "}",
      description = "What the topics' names start with (${DEFAULT-VALUE}).")
  private String prefix = Topics.DEFAULT_PREFIX;

  @Option(
      names = "--partitions",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:TOKENBROKER_PARTITIONS:-24}",
      description = "Partitions of the topics (${DEFAULT-VALUE}); fixed once they are made.")
  private int partitions = Topics.DEFAULT_PARTITIONS;

  @Option(
      names = "--replication-factor",
      scope = ScopeType.INHERIT,
      defaultValue = "${env:TOKENBROKER_REPLICATION:-3}",
      description = "Replicas of the topics (${DEFAULT-VALUE}); 1 where there is one broker.")
  private short replicationFactor = 3;

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "The longest to wait for the cluster or the broker (${DEFAULT-VALUE}).")
  private int timeoutSeconds = 15;

  private final Map<String, String> environment;

  /**
   * @param environment environment variables, which may hold Kafka client settings and say where
   *     the schema registry is
   */
  public ClusterOptions(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The schema registry, in which nothing is registered by the way, for a command that looks may
   * change nothing; empty where the deployment has none.
   *
   * @throws IllegalArgumentException if a variable is malformed; the message names it
   */
  public Optional<RegistrySettings> schemaRegistry() {
    return SharedSettings.registry(config().schemaRegistry())
        .map(registry -> registry.withAutoRegister(false));
  }

  /**
   * Reads and writes events, with the ids of the deployment's schema registry if it has one.
   *
   * @throws CliException if the registry does not tell them within the time-out
   */
  public EventCodec codec() {
    return codec(WRITTEN);
  }

  /** Likewise, for writing to these topics. */
  public EventCodec codec(Collection<Topic> written) {
    SchemaIds ids = RegistrySchemaIds.orFingerprints(schemaRegistry(), topics(), written);
    try {
      if (ids.awaitReady(timeout())) {
        return new EventCodec(ids);
      }
      String trouble = ids.trouble().orElse("no reason is known");
      ids.close();
      throw new CliException(
          "the schema ids are not known after " + timeout().toSeconds() + " s: " + trouble);
    } catch (InterruptedException e) {
      ids.close();
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while waiting for the schema registry", e);
    }
  }

  /**
   * Kafka client settings: those of the environment, then those of the file, which win, then the
   * address.
   *
   * @throws CliException if the file can't be read
   * @throws IllegalArgumentException if a variable is no good; the message names it
   */
  public Map<String, Object> kafka() {
    Map<String, Object> settings = new HashMap<>(config().client().kafka());
    commandConfig.ifPresent(file -> load(file).forEach((k, v) -> settings.put(k.toString(), v)));
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }

  public Topics topics() {
    return new Topics(prefix, partitions, replicationFactor);
  }

  /** 1 s to 10 minutes. */
  public Duration timeout() {
    if (timeoutSeconds < 1 || timeoutSeconds > 600) {
      throw new CliException("--timeout is 1 to 600 seconds, not " + timeoutSeconds);
    }
    return Duration.ofSeconds(timeoutSeconds);
  }

  private CommandConfig config() {
    return new ConfigurationReader<>(CommandConfig.class, Models.all())
        .read(Optional.empty(), environment)
        .values();
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new CliException(
          "could not read --command-config " + file + ": " + e.getClass().getSimpleName(), e);
    }
    return properties;
  }
}
