// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.broker.network.AllowedNetworks;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.network.ProviderProxy;
import io.tokenbroker.broker.provider.ProviderCallerSettings;
import io.tokenbroker.broker.provider.ProviderLimits;
import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.telemetry.TracingSettings;
import io.tokenbroker.settings.EnvironmentReader;
import io.tokenbroker.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
            TOKENBROKER_ALLOWED_NETWORKS   networks that are not public and may
                                           be called: 10.1.0.0/16,loopback,...   none
            TOKENBROKER_PROVIDER_PROXY     http://[user:password@]host:port      none
            TOKENBROKER_PROVIDER_PROXY_EXCEPT
                                           hosts without proxy: a.org,.b.org     none
            TOKENBROKER_PROVIDER_TRUST_FILE
                                           certificates to trust as well, PEM    none
            TOKENBROKER_PROVIDER_PLACES    provider calls at once, in all        1024
            TOKENBROKER_PROVIDER_PLACES_EACH
                                           of these to one, at most half of all  512
            TOKENBROKER_CIRCUIT_FAILURES   failures in a row that hold a
                                           connector's calls back                10
          """
          + TracingSettings.HELP
          + LogSettings.HELP;

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
        reader.optional("APPLICATION_ID").orElseGet(() -> topics.applicationId()),
        reader.parsed("STREAM_THREADS", Integer::valueOf).orElse(1),
        reader
            .parsed("STANDBY_REPLICAS", Integer::valueOf)
            .orElse(topics.replicationFactor() > 1 ? 1 : 0),
        caller
            .withCallTimeout(
                reader.parsed("CALL_TIMEOUT", Duration::parse).orElse(caller.callTimeout()))
            .withCommitInterval(
                reader.parsed("COMMIT_INTERVAL", Duration::parse).orElse(caller.commitInterval()))
            .withLimits(limits(reader))
            .withNetwork(network(reader)),
        reader.schemaRegistry());
  }

  private static ProviderLimits limits(EnvironmentReader reader) {
    ProviderLimits defaults = ProviderLimits.defaults();
    return ProviderLimits.of(
        reader.parsed("PROVIDER_PLACES", Integer::valueOf).orElse(defaults.places()),
        reader
            .parsed("PROVIDER_PLACES_EACH", Integer::valueOf)
            .orElse(defaults.placesPerProvider()),
        reader.parsed("CIRCUIT_FAILURES", Integer::valueOf).orElse(defaults.failuresToOpen()));
  }

  private static ProviderNetwork network(EnvironmentReader reader) {
    return new ProviderNetwork(
        reader.parsed("ALLOWED_NETWORKS", AllowedNetworks::parse).orElseGet(AllowedNetworks::none),
        proxy(reader),
        reader.parsed("PROVIDER_TRUST_FILE", Path::of));
  }

  /** Not read like the others, whose errors repeat what was set: this may hold a password. */
  private static Optional<ProviderProxy> proxy(EnvironmentReader reader) {
    String except = reader.optional("PROVIDER_PROXY_EXCEPT").orElse("");
    try {
      return reader
          .optional("PROVIDER_PROXY")
          .map(text -> ProviderProxy.parse(text).withExcept(except));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TOKENBROKER_PROVIDER_PROXY can't be read: " + e.getMessage(), e);
    }
  }
}
