// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.settings;

import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topics;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads settings from environment variables that start with {@code TOKENBROKER_}. Every error names
 * the variable. Immutable.
 */
public final class EnvironmentReader {
  /** What {@code --help} says of the variables that every process reads. */
  public static final String SHARED_HELP =
      """
        TOKENBROKER_BOOTSTRAP_SERVERS  Kafka brokers, host:port,...          required
        TOKENBROKER_KAFKA_...          any Kafka client setting, for example
                                       TOKENBROKER_KAFKA_SECURITY_PROTOCOL   optional
        TOKENBROKER_KAFKA_..._FILE     file that holds that setting          optional
        TOKENBROKER_TOPIC_PREFIX       what all topic names start with       tokenbroker.
        TOKENBROKER_PARTITIONS         partitions the topics were made with  24
        TOKENBROKER_REPLICATION        replicas of topics and changelogs     3
        TOKENBROKER_KEYSETS            folder with the keysets               required
        TOKENBROKER_KEK or
        TOKENBROKER_KEK_FILE           key-encryption key, or its file       required
      """
          + RegistryVariables.HELP;

  private static final String PREFIX = "TOKENBROKER_";

  private final Map<String, String> environment;

  public EnvironmentReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Kafka client settings.
   *
   * @throws IllegalArgumentException if the brokers are not set, or a file can't be read
   */
  public Map<String, String> kafka() {
    Map<String, String> settings = KafkaSettings.of(environment);
    settings.put("bootstrap.servers", required("BOOTSTRAP_SERVERS"));
    return settings;
  }

  /** The catalogue of topics. */
  public Topics topics() {
    Topics defaults = Topics.defaults();
    return new Topics(
        optional("TOPIC_PREFIX").orElse(defaults.prefix()),
        parsed("PARTITIONS", Integer::valueOf).orElse(defaults.partitions()),
        parsed("REPLICATION", Short::valueOf).orElse(defaults.replicationFactor()));
  }

  /**
   * The folder of keysets.
   *
   * @throws io.tokenbroker.secrets.KeysetException if the key-encryption key is no good
   */
  public KeysetFolder keysets() {
    return new KeysetFolder(
        Path.of(required("KEYSETS")), KeyEncryptionKey.fromEnvironment(environment));
  }

  /**
   * The schema registry; empty where ids come from fingerprints.
   *
   * @throws IllegalArgumentException if a setting is missing or malformed; the message names it
   */
  public Optional<RegistrySettings> schemaRegistry() {
    return RegistryVariables.read(this);
  }

  /** A variable's text, without the prefix in its name; empty if it is unset or blank. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(environment.get(PREFIX + name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /**
   * A variable's text.
   *
   * @throws IllegalArgumentException if it is unset or blank
   */
  public String required(String name) {
    return optional(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PREFIX + name + " is not set; --help says what it is"));
  }

  /**
   * A variable's value.
   *
   * @throws IllegalArgumentException if the text can't be parsed
   */
  public <T> Optional<T> parsed(String name, Function<String, T> parser) {
    return optional(name)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException(
                    PREFIX + name + " can't be read: " + text + "; --help says what it is", e);
              }
            });
  }
}
