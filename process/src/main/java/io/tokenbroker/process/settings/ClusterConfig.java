// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.KafkaValue;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import io.tokenbroker.secrets.Secret;
import java.nio.file.Path;
import java.util.Map;

/** Kafka, the topics, and the keys that seal secrets. */
@Section(value = "Cluster", order = 10)
public interface ClusterConfig {
  @Meaning(value = "Kafka brokers, with commas between", example = "kafka-1:9093,kafka-2:9093")
  String bootstrapServers();

  @Meaning(
      value =
          "any setting of Kafka's clients, by its own name below this key (`kafka.sasl.mechanism`);"
              + " in a variable with `_` for `.` (`TOKENBROKER_KAFKA_SASL_MECHANISM`). With `.file`"
              + " or `_FILE` at its end a name names a file with the value: secrets must not stand"
              + " in the configuration file. See [kafka.md](kafka.md#tls-and-sasl)",
      otherwise = "Kafka's defaults")
  Map<String, @WithConverter(KafkaValue.class) String> kafka();

  @Meaning("what all topics' names start with; letters, digits, `.`, `_`, `-`")
  @WithDefault("tokenbroker.")
  String topicPrefix();

  @Meaning(
      value = "partitions that the topics were made with; fixed for their life",
      range = "1..1000")
  @WithDefault("24")
  int partitions();

  @Meaning(
      value = "replicas of topics and changelogs; 1 where there is one Kafka broker",
      range = "1..100")
  @WithDefault("3")
  short replication();

  @Meaning(value = "folder with the keysets", example = "/etc/tokenbroker/keysets")
  Path keysets();

  @Meaning(
      value = "the key-encryption key that wraps the keysets: 32 bytes in base64",
      secret = true)
  Secret kek();
}
