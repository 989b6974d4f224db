// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.broker.provider.ProviderCallerSettings;
import io.tokenbroker.settings.EnvironmentReader;
import io.tokenbroker.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The settings of a broker process, from environment variables; {@link #HELP} lists them. */
final class EnvironmentSettings {
  static final String HELP =
      """
      Broker service of Token broker. It is set up by environment variables:

      """
          + EnvironmentReader.SHARED_HELP
          + """
            TOKENBROKER_STATE_DIR          folder of the state stores            required
            TOKENBROKER_APPLICATION_ID     Streams' application id               PREFIX + broker
            TOKENBROKER_STREAM_THREADS     threads of the topology               1
            TOKENBROKER_STANDBY_REPLICAS   copies of each store elsewhere        1, or 0 without replication
            TOKENBROKER_CALL_TIMEOUT       longest provider call, ISO 8601       PT10S
            TOKENBROKER_COMMIT_INTERVAL    provider caller's commits, ISO 8601   PT0.2S
          """;

  private EnvironmentSettings() {}

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is missing or malformed; the message names it
   * @throws io.tokenbroker.secrets.KeysetException if the key-encryption key is no good
   */
  static BrokerSettings read(Map<String, String> environment) {
    EnvironmentReader reader = new EnvironmentReader(environment);
    Topics topics = reader.topics();
    ProviderCallerSettings caller = ProviderCallerSettings.defaults();
    return new BrokerSettings(
        reader.kafka(),
        topics,
        reader.keysets(),
        Path.of(reader.required("STATE_DIR")),
        reader
            .optional("APPLICATION_ID")
            .orElseGet(() -> BrokerSettings.defaultApplicationId(topics)),
        reader.parsed("STREAM_THREADS", Integer::valueOf).orElse(1),
        reader
            .parsed("STANDBY_REPLICAS", Integer::valueOf)
            .orElse(topics.replicationFactor() > 1 ? 1 : 0),
        caller
            .withCallTimeout(
                reader.parsed("CALL_TIMEOUT", Duration::parse).orElse(caller.callTimeout()))
            .withCommitInterval(
                reader.parsed("COMMIT_INTERVAL", Duration::parse).orElse(caller.commitInterval())));
  }
}
