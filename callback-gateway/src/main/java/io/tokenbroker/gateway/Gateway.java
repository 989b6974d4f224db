// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiKeys;
import io.tokenbroker.gateway.http.GatewayParts;
import io.tokenbroker.gateway.http.GatewayServer;
import io.tokenbroker.gateway.kafka.KafkaParts;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.session.Sessions;
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
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);

  private final GatewayServer server;
  private final Replies replies;
  private final KafkaParts kafka;

  private Gateway(GatewayServer server, Replies replies, KafkaParts kafka) {
    this.server = server;
    this.replies = replies;
    this.kafka = kafka;
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
    GatewayKeys keys = GatewayKeys.from(settings.keysets());
    ApiKeys apiKeys = new ApiKeys(new ApiKeyFile(settings.access().apiKeys()).read(), clock);
    Replies replies = Replies.create();
    KafkaParts kafka =
        KafkaParts.start(
            settings.kafka(), settings.topics(), settings.schemaRegistry(), replies, clock);
    try {
      GatewayServer server =
          GatewayServer.start(
              settings.http(),
              new GatewayParts(
                  kafka.connectors(),
                  kafka.events(),
                  replies,
                  kafka.readiness(),
                  keys,
                  apiKeys,
                  settings.flow(),
                  Sessions.none(),
                  PUSH_WAIT,
                  ANSWER_WAIT,
                  DEVICE_WAIT,
                  clock));
      log.atInfo()
          .addKeyValue("publicUrl", server.publicUrl())
          .addKeyValue("port", server.port())
          .log("gateway started");
      return new Gateway(server, replies, kafka);
    } catch (RuntimeException e) {
      kafka.close();
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
  }
}
