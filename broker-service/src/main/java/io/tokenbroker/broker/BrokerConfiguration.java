// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.broker.network.AllowedNetworks;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.network.ProviderProxy;
import io.tokenbroker.broker.network.TrustedCertificates;
import io.tokenbroker.broker.pause.StartPaused;
import io.tokenbroker.broker.provider.ProviderCallerSettings;
import io.tokenbroker.broker.provider.ProviderLimits;
import io.tokenbroker.process.config.ConfiguredProcess;
import io.tokenbroker.process.config.fault.Assembly;
import io.tokenbroker.process.settings.BrokerConfig;
import io.tokenbroker.process.settings.CallConfig;
import io.tokenbroker.process.settings.Models;
import io.tokenbroker.process.settings.ProviderConfig;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.SecretAccess;
import io.tokenbroker.topic.Topics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the broker's settings of its configuration. */
final class BrokerConfiguration {
  static final ConfiguredProcess<BrokerConfig, BrokerSettings> PROCESS =
      new ConfiguredProcess<>(
          "Broker service of Token broker.",
          BrokerConfig.class,
          Models.all(),
          BrokerConfiguration::settings,
          BrokerConfiguration::inspect);

  private BrokerConfiguration() {}

  /**
   * Makes them.
   *
   * @throws io.tokenbroker.process.config.fault.ConfigurationException with all that can't be
   */
  static BrokerSettings settings(BrokerConfig config) {
    Assembly assembly = new Assembly();
    Optional<Topics> topics =
        assembly.part(
            "tokenbroker.topic-prefix (TOKENBROKER_TOPIC_PREFIX)",
            () -> SharedSettings.topics(config.cluster()));
    Optional<KeysetFolder> keysets =
        assembly.part(
            "tokenbroker.keysets (TOKENBROKER_KEYSETS)",
            () -> SharedSettings.keysets(config.cluster()));
    Optional<AllowedNetworks> allowed =
        assembly.part(
            "tokenbroker.allowed-networks (TOKENBROKER_ALLOWED_NETWORKS)",
            () -> allowed(config.calls()));
    Optional<Optional<ProviderProxy>> proxy =
        assembly.part(
            "tokenbroker.provider.proxy (TOKENBROKER_PROVIDER_PROXY)",
            () -> proxy(config.provider()));
    Optional<Optional<RegistrySettings>> registry =
        assembly.part(
            "tokenbroker.schema-registry", () -> SharedSettings.registry(config.schemaRegistry()));
    assembly.part(
        "tokenbroker.tracing.endpoint (TOKENBROKER_TRACING_ENDPOINT)",
        () -> SharedSettings.tracing(config.tracing()));
    assembly.check();
    return settings(config, topics.orElseThrow(), keysets.orElseThrow())
        .withCaller(
            caller(config)
                .withNetwork(
                    new ProviderNetwork(
                        allowed.orElseThrow(), proxy.orElseThrow(), config.provider().trustFile())))
        .withSchemaRegistry(registry.orElseThrow());
  }

  /** Opens the files that a start would open. */
  private static void inspect(BrokerSettings settings) {
    KeysetFolder keysets = settings.keysets();
    Assembly assembly = new Assembly();
    String folder = "tokenbroker.keysets (TOKENBROKER_KEYSETS)";
    Stream.of(KeysetName.BROKER, KeysetName.EXECUTORS)
        .forEach(name -> assembly.part(folder, () -> keysets.opener(name)));
    assembly.part(folder, keysets::brokerInboxOpener);
    settings
        .caller()
        .network()
        .trustFile()
        .ifPresent(
            file ->
                assembly.part(
                    "tokenbroker.provider.trust-file (TOKENBROKER_PROVIDER_TRUST_FILE)",
                    () -> TrustedCertificates.withJdks(file)));
    SharedSettings.inspect(settings.schemaRegistry(), assembly);
    assembly.check();
  }

  private static BrokerSettings settings(BrokerConfig config, Topics topics, KeysetFolder keysets) {
    return new BrokerSettings(
        SharedSettings.kafka(config.cluster()),
        topics,
        keysets,
        config.state().stateDir(),
        config.state().applicationId().orElseGet(topics::applicationId),
        config.state().streamThreads(),
        config.state().standbyReplicas().orElse(topics.replicationFactor() > 1 ? 1 : 0),
        ProviderCallerSettings.defaults(),
        Optional.empty(),
        StartPaused.valueOf(config.provider().startPaused().name()));
  }

  private static ProviderCallerSettings caller(BrokerConfig config) {
    return ProviderCallerSettings.defaults()
        .withCallTimeout(config.calls().callTimeout())
        .withCommitInterval(config.calls().commitInterval())
        .withLimits(
            ProviderLimits.of(
                config.provider().places(),
                config.provider().placesEach(),
                config.calls().circuitFailures()));
  }

  private static AllowedNetworks allowed(CallConfig config) {
    return AllowedNetworks.parse(String.join(",", config.allowedNetworks().orElse(List.of())));
  }

  private static Optional<ProviderProxy> proxy(ProviderConfig config) {
    String except = String.join(",", config.proxyExcept().orElse(List.of()));
    return config
        .proxy()
        .map(text -> ProviderProxy.parse(text.reveal(SecretAccess.get())).withExcept(except));
  }
}
