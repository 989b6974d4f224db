// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.http.GatewayParts;
import io.tokenbroker.gateway.http.GatewayServer;
import io.tokenbroker.gateway.kafka.KafkaParts;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.process.telemetry.Telemetry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: the composition root, for a process of its own and for embedding. It starts
 * without Kafka too; {@code /readyz} says when it can work.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final Duration PUSH_WAIT = Duration.ofSeconds(10);
  private static final Duration DEVICE_WAIT = Duration.ofSeconds(15);
  private static final Duration DESCRIBE_WAIT = Duration.ofSeconds(3);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

  private final GatewayServer server;
  private final Replies replies;
  private final KafkaParts kafka;
  private final AccessParts access;

  private Gateway(GatewayServer server, Replies replies, KafkaParts kafka, AccessParts access) {
    this.server = server;
    this.replies = replies;
    this.kafka = kafka;
    this.access = access;
  }

  /**
   * Starts.
   *
   * @throws io.tokenbroker.secrets.KeysetException if a keyset is missing or does not open
   * @throws io.tokenbroker.gateway.access.ApiKeyFileException if the API keys can't be read
   * @throws io.tokenbroker.gateway.http.ListenException if the port is taken
   * @throws IllegalArgumentException if Kafka's client settings are no good
   */
  public static Gateway start(GatewaySettings settings, Clock clock) {
    return start(settings, clock, Telemetry.none());
  }

  /**
   * Likewise, telling of itself.
   *
   * @param telemetry stays the giver's, who closes what is behind it after the gateway
   */
  public static Gateway start(GatewaySettings settings, Clock clock, Telemetry telemetry) {
    GatewayKeys keys = GatewayKeys.from(settings.keysets());
    AccessParts access = AccessParts.start(settings.access(), clock);
    Replies replies = Replies.create();
    KafkaParts kafka;
    try {
      kafka =
          KafkaParts.start(
              settings.kafka(), settings.topics(), settings.schemaRegistry(), replies, clock);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    try {
      GatewayServer server =
          GatewayServer.start(
              settings.http(),
              new GatewayParts(
                  kafka.connectors(),
                  kafka.events(),
                  replies,
                  kafka.readiness().and(access::checks),
                  keys,
                  access.apiKeys(kafka.apiKeys(), clock),
                  access.bearerTokens(),
                  settings.flow(),
                  settings.limits(),
                  settings.sessions(),
                  PUSH_WAIT,
                  ANSWER_WAIT,
                  DESCRIBE_WAIT,
                  DEVICE_WAIT,
                  telemetry,
                  clock));
      log.atInfo()
          .addKeyValue("publicUrl", server.publicUrl())
          .addKeyValue("port", server.port())
          .log("gateway started");
      return new Gateway(server, replies, kafka, access);
    } catch (RuntimeException e) {
      kafka.close();
      access.close();
      throw e;
    }
  }

  /** Where browsers and applications reach it. */
  public URI publicUrl() {
    return server.publicUrl();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Lets waiting browsers go, stops listening, sends what is queued. Takes 30 s at most. */
  @Override
  public void close() {
    replies.close();
    server.close();
    kafka.close();
    access.close();
  }
}
