// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithParentName;
import io.tokenbroker.process.config.KafkaValue;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.util.Map;

/** What the command line takes from variables beside its options. */
@ConfigMapping(prefix = "tokenbroker")
public interface CommandConfig {
  @WithParentName
  ClientConfig client();

  SchemaRegistryConfig schemaRegistry();

  /** Kafka's clients; where the cluster is, an option says. */
  @Section(value = "Cluster, for the command line", order = 11)
  interface ClientConfig {
    @Meaning(value = "as for the processes", otherwise = "Kafka's defaults")
    Map<String, @WithConverter(KafkaValue.class) String> kafka();
  }
}
