// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.AccessSettings;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topics;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a gateway.
 *
 * @param http where it listens and is reached
 * @param kafka Kafka client settings: bootstrap servers, security
 * @param topics names of the topics
 * @param keysets must hold the gateway's keyset and the public half of the broker's inbox
 * @param access who may call the API
 * @param flow how long the steps of a flow may take, and what is allowed
 * @param sessions how people log in, and for how long
 * @param limits how often what may be done
 * @param schemaRegistry where schema ids come from; from fingerprints if empty
 */
public record GatewaySettings(
    HttpSettings http,
    Map<String, String> kafka,
    Topics topics,
    KeysetFolder keysets,
    AccessSettings access,
    FlowSettings flow,
    SessionSettings sessions,
    LimitSettings limits,
    Optional<RegistrySettings> schemaRegistry) {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is missing; the message says which
   */
  public GatewaySettings {
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException("the Kafka setting bootstrap.servers is missing");
    }
    kafka = Map.copyOf(kafka);
  }
}
