// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.flow.PublicUrl;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a gateway.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0: any free one
 * @param publicUrl where browsers reach the gateway; without one, derived from a loopback host.
 *     https, or plain http on loopback
 * @param kafka Kafka client settings: bootstrap servers, security
 * @param topics names of the topics
 * @param keysets must hold the gateway's keyset and the public half of the broker's inbox
 * @param apiKeys file of {@link io.tokenbroker.gateway.api.ApiKeyFile}
 * @param outcomeWait how long a callback waits for its outcome, up to 30 s
 * @param linkLifetime how long a connect link may be opened, up to a day
 */
public record GatewaySettings(
    String host,
    int port,
    Optional<URI> publicUrl,
    Map<String, String> kafka,
    Topics topics,
    KeysetFolder keysets,
    Path apiKeys,
    Duration outcomeWait,
    Duration linkLifetime) {
  public static final Duration DEFAULT_OUTCOME_WAIT = Duration.ofSeconds(10);
  public static final Duration DEFAULT_LINK_LIFETIME = Duration.ofMinutes(10);
  private static final Duration MAX_OUTCOME_WAIT = Duration.ofSeconds(30);
  private static final Duration MAX_LINK_LIFETIME = Duration.ofDays(1);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message says which and why
   */
  public GatewaySettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port must be 0 to 65535, not " + port);
    }
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException("the Kafka setting bootstrap.servers is missing");
    }
    check("the outcome wait", outcomeWait, MAX_OUTCOME_WAIT);
    check("the link lifetime", linkLifetime, MAX_LINK_LIFETIME);
    publicUrl.ifPresentOrElse(PublicUrl::new, () -> PublicUrl.requireLoopback(host));
    kafka = Map.copyOf(kafka);
  }

  private static void check(String what, Duration value, Duration max) {
    if (value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(what + " must be up to " + max + ", not " + value);
    }
  }
}
