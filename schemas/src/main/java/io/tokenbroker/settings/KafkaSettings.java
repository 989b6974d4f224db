// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Kafka client settings from environment variables: {@code TOKENBROKER_KAFKA_SASL_MECHANISM} is
 * {@code sasl.mechanism}. With {@code _FILE} at the end of its name a variable names a file that
 * holds the setting's value, so that a secret stands in no environment.
 */
public final class KafkaSettings {
  private static final String PREFIX = "TOKENBROKER_KAFKA_";
  private static final String OF_FILE = ".file";

  // Some of Kafka's own settings are called so and take a file's name.
  private static final Set<String> KAFKAS_OWN_FILES =
      Stream.of(
              AdminClientConfig.configNames(),
              ConsumerConfig.configNames(),
              ProducerConfig.configNames())
          .flatMap(Set::stream)
          .filter(name -> name.endsWith(OF_FILE))
          .collect(Collectors.toUnmodifiableSet());

  private KafkaSettings() {}

  /**
   * Reads them.
   *
   * @return a map of the caller's own
   * @throws IllegalArgumentException if a file can't be read, or a setting is given twice; the
   *     message names the variable and never a value
   */
  public static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(PREFIX)) {
            put(settings, variable, value);
          }
        });
    return settings;
  }

  private static void put(Map<String, String> settings, String variable, String value) {
    String name = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    boolean inFile = name.endsWith(OF_FILE) && !KAFKAS_OWN_FILES.contains(name);
    String setting = inFile ? name.substring(0, name.length() - OF_FILE.length()) : name;
    if (settings.containsKey(setting)) {
      throw new IllegalArgumentException(
          variable + ": Kafka's setting " + setting + " is given twice, as text and as a file");
    }
    settings.put(setting, inFile ? content(variable, value.strip()) : value);
  }

  private static String content(String variable, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          variable + ": could not read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }
}
