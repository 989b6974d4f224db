// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker;

import io.tokenbroker.broker.network.ProviderNetwork;
import io.tokenbroker.broker.pause.StartPaused;
import io.tokenbroker.broker.provider.ProviderCallerSettings;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a broker process.
 *
 * @param clientSettings Kafka client settings: bootstrap servers, security
 * @param topics names, partitions, replication
 * @param keysets the broker's keysets
 * @param stateDir where the state stores are kept
 * @param applicationId Streams' application id: consumer group and prefix of internal topics
 * @param streamThreads threads of the topology, 1 to 64
 * @param standbyReplicas copies of each store on other processes
 * @param caller the provider caller's settings
 * @param schemaRegistry where schema ids come from; from fingerprints if empty
 * @param startPaused when the broker starts with its provider calls held back
 */
public record BrokerSettings(
    Map<String, String> clientSettings,
    Topics topics,
    KeysetFolder keysets,
    Path stateDir,
    String applicationId,
    int streamThreads,
    int standbyReplicas,
    ProviderCallerSettings caller,
    Optional<RegistrySettings> schemaRegistry,
    StartPaused startPaused) {
  public BrokerSettings {
    clientSettings = Map.copyOf(clientSettings);
    if (streamThreads < 1 || streamThreads > 64) {
      throw new IllegalArgumentException("stream threads must be 1 to 64, not " + streamThreads);
    }
  }

  /** Default settings on this cluster, with these keys. */
  public static BrokerSettings defaults(
      Map<String, String> clientSettings, Topics topics, KeysetFolder keysets, Path stateDir) {
    return new BrokerSettings(
        clientSettings,
        topics,
        keysets,
        stateDir,
        topics.applicationId(),
        1,
        topics.replicationFactor() > 1 ? 1 : 0,
        ProviderCallerSettings.defaults(),
        Optional.empty(),
        StartPaused.RESTORED);
  }

  /** Consumer group of the provider callers. */
  public String callerGroupId() {
    return applicationId + "-provider-caller";
  }

  /** These settings by another way to the providers. */
  public BrokerSettings withNetwork(ProviderNetwork network) {
    return withCaller(caller.withNetwork(network));
  }

  /** These settings with another provider caller. */
  public BrokerSettings withCaller(ProviderCallerSettings other) {
    return new BrokerSettings(
        clientSettings,
        topics,
        keysets,
        stateDir,
        applicationId,
        streamThreads,
        standbyReplicas,
        other,
        schemaRegistry,
        startPaused);
  }

  /** These settings with a schema registry. */
  public BrokerSettings withSchemaRegistry(Optional<RegistrySettings> registry) {
    return new BrokerSettings(
        clientSettings,
        topics,
        keysets,
        stateDir,
        applicationId,
        streamThreads,
        standbyReplicas,
        caller,
        registry,
        startPaused);
  }

  /** These settings with another rule for the start. */
  public BrokerSettings withStartPaused(StartPaused rule) {
    return new BrokerSettings(
        clientSettings,
        topics,
        keysets,
        stateDir,
        applicationId,
        streamThreads,
        standbyReplicas,
        caller,
        schemaRegistry,
        rule);
  }
}
