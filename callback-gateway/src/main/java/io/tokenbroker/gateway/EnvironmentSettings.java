// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The settings of a gateway process, from environment variables; {@link #HELP} lists them. */
final class EnvironmentSettings {
  static final String HELP =
      """
      Callback gateway of Token broker. It is set up by environment variables:

        TOKENBROKER_BOOTSTRAP_SERVERS  Kafka brokers, host:port,...          required
        TOKENBROKER_KAFKA_...          any Kafka client setting, for example
                                       TOKENBROKER_KAFKA_SECURITY_PROTOCOL   optional
        TOKENBROKER_TOPIC_PREFIX       what all topic names start with       tokenbroker.
        TOKENBROKER_KEYSETS            folder with the keysets               required
        TOKENBROKER_KEK or
        TOKENBROKER_KEK_FILE           key-encryption key, or its file       required
        TOKENBROKER_API_KEYS           file with the API keys                required
        TOKENBROKER_HTTP_HOST          address to listen on                  127.0.0.1
        TOKENBROKER_HTTP_PORT          port to listen on; 0: any             8080
        TOKENBROKER_PUBLIC_URL         where browsers reach the gateway;     from host and
                                       https, or http on loopback            port, on loopback
        TOKENBROKER_OUTCOME_WAIT       how long a callback waits, ISO 8601   PT10S
        TOKENBROKER_LINK_LIFETIME      how long a connect link works         PT10M
      """;

  private static final String PREFIX = "TOKENBROKER_";
  private static final String KAFKA_PREFIX = PREFIX + "KAFKA_";

  private final Map<String, String> environment;

  private EnvironmentSettings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is missing or malformed; the message names it
   * @throws io.tokenbroker.secrets.KeysetException if the key-encryption key is no good
   */
  static GatewaySettings read(Map<String, String> environment) {
    return new EnvironmentSettings(environment).settings();
  }

  private GatewaySettings settings() {
    return new GatewaySettings(
        optional("HTTP_HOST").orElse("127.0.0.1"),
        parsed("HTTP_PORT", Integer::valueOf).orElse(8080),
        parsed("PUBLIC_URL", URI::create),
        kafka(),
        new Topics(
            optional("TOPIC_PREFIX").orElse(Topics.DEFAULT_PREFIX),
            Topics.DEFAULT_PARTITIONS,
            (short) 1),
        new KeysetFolder(
            Path.of(required("KEYSETS")), KeyEncryptionKey.fromEnvironment(environment)),
        Path.of(required("API_KEYS")),
        parsed("OUTCOME_WAIT", Duration::parse).orElse(GatewaySettings.DEFAULT_OUTCOME_WAIT),
        parsed("LINK_LIFETIME", Duration::parse).orElse(GatewaySettings.DEFAULT_LINK_LIFETIME));
  }

  private Map<String, String> kafka() {
    Map<String, String> settings = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(KAFKA_PREFIX)) {
            String setting = name.substring(KAFKA_PREFIX.length());
            settings.put(setting.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    settings.put("bootstrap.servers", required("BOOTSTRAP_SERVERS"));
    return settings;
  }

  private Optional<String> optional(String name) {
    return Optional.ofNullable(environment.get(PREFIX + name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private String required(String name) {
    return optional(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PREFIX + name + " is not set; --help says what it is"));
  }

  private <T> Optional<T> parsed(String name, Function<String, T> parser) {
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
