// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.system;

import io.tokenbroker.broker.BrokerSettings;
import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.pause.StartPaused;
import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.demoprovider.RegisteredClient;
import io.tokenbroker.executor.TokenClientSettings;
import io.tokenbroker.gateway.GatewaySettings;
import io.tokenbroker.gateway.access.AccessSettings;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each part of a local system is told: defaults, on the data and the ports of this one. */
final class PartSettings {
  /** {@code client_id} at the demo provider. */
  static final String CLIENT_ID = "tokenbroker-demo";

  private static final String HOST = "127.0.0.1";

  private final LocalSystemSettings settings;
  private final DataFolder data;
  private final KeysetFolder keysets;
  private final String bootstrapServers;
  private final Topics topics =
      new Topics(Topics.DEFAULT_PREFIX, Topics.DEFAULT_PARTITIONS, (short) 1);

  PartSettings(
      LocalSystemSettings settings,
      DataFolder data,
      KeysetFolder keysets,
      String bootstrapServers) {
    this.settings = settings;
    this.data = data;
    this.keysets = keysets;
    this.bootstrapServers = bootstrapServers;
  }

  /** Applies connectors; each of its steps may take as long as the timeout. */
  ConnectorApplier connectorApplier(Duration timeout) {
    return new ConnectorApplier(
        Map.copyOf(kafkaClient()),
        topics,
        keysets.brokerInboxSealer(),
        Map.of(),
        "tokenbroker-dev",
        timeout);
  }

  DemoProviderSettings provider() {
    return DemoProviderSettings.defaults()
        .withHost(HOST)
        .withPort(settings.ports().provider())
        .withDataFile(data.provider())
        .withControl(true)
        .withAccessTokenLifetime(settings.accessTokenLifetime())
        .withClient(
            new RegisteredClient(
                CLIENT_ID, data.demoClientSecret(), List.of("http://" + HOST + "/oauth/*")));
  }

  BrokerSettings broker() {
    return BrokerSettings.defaults(kafkaClient(), topics, keysets, data.state())
        .withNetwork(ProviderNetwork.loopbackAllowed())
        // Cluster and grants are in one folder and can't part.
        .withStartPaused(StartPaused.NEVER);
  }

  GatewaySettings gateway() {
    return new GatewaySettings(
        new HttpSettings(HOST, settings.ports().gateway(), Optional.empty()),
        kafkaClient(),
        topics,
        keysets,
        new AccessSettings(data.apiKeys()),
        FlowSettings.DEFAULT.withLinkBindingAllowed(true),
        SessionSettings.DEFAULT,
        LimitSettings.DEFAULT,
        Optional.empty());
  }

  TokenClientSettings runner() {
    return TokenClientSettings.builder(bootstrapServers, keysets.opener(KeysetName.EXECUTORS))
        .topics(topics)
        .clientId("sample-runner")
        .build();
  }

  private Map<String, String> kafkaClient() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }
}
