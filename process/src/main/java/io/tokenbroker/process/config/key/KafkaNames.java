// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config.key;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The settings of Kafka's clients that are passed on below {@link #GROUP}. With {@code .file} at
 * its end a name names a file with the setting's value.
 */
public final class KafkaNames {
  /** What they are below. */
  public static final String GROUP = "kafka.";

  private static final String VARIABLE_PREFIX = ConfigKey.variable(GROUP);
  private static final String OF_FILE = ".file";
  private static final Pattern SOUNDS_SECRET =
      Pattern.compile("password|secret|jaas|token|credential", Pattern.CASE_INSENSITIVE);

  private static final Set<ConfigDef.ConfigKey> KNOWN =
      Stream.of(
              AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef())
          .flatMap(definition -> definition.configKeys().values().stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> KNOWN_NAMES =
      KNOWN.stream().map(key -> key.name).collect(Collectors.toUnmodifiableSet());
  private static final Set<String> SECRETS =
      KNOWN.stream()
          .filter(key -> key.type == ConfigDef.Type.PASSWORD)
          .map(key -> key.name)
          .collect(Collectors.toUnmodifiableSet());

  private KafkaNames() {}

  /** The name of what a variable sets: {@code kafka.sasl.mechanism}; empty if it is not Kafka's. */
  public static Optional<String> ofVariable(String variable) {
    return variable.startsWith(VARIABLE_PREFIX) && variable.length() > VARIABLE_PREFIX.length()
        ? Optional.of(
            GROUP
                + variable
                    .substring(VARIABLE_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.'))
        : Optional.empty();
  }

  /** Whether a name is one of Kafka's. */
  public static boolean contains(String name) {
    return name.startsWith(GROUP) && name.length() > GROUP.length();
  }

  /**
   * The name of the setting whose value is in the file that this one names; empty if it names none.
   * Some of Kafka's own settings are called so and take a file's name.
   */
  public static Optional<String> settingOfFile(String name) {
    return name.endsWith(OF_FILE) && !KNOWN_NAMES.contains(name.substring(GROUP.length()))
        ? Optional.of(name.substring(0, name.length() - OF_FILE.length()))
        : Optional.empty();
  }

  /** Whether the value is not to be shown. */
  public static boolean isSecret(String name) {
    String setting = name.substring(GROUP.length());
    return SECRETS.contains(setting)
        // Kafka Streams takes them for one client each: main.consumer.ssl.keystore.key.
        || SECRETS.stream().anyMatch(secret -> setting.endsWith("." + secret))
        || (!KNOWN_NAMES.contains(setting) && SOUNDS_SECRET.matcher(setting).find());
  }

  /** The name of the setting that names a file with this one's value. */
  public static String fileName(String name) {
    return name + OF_FILE;
  }
}
