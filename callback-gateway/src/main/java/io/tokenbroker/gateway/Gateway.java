// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.http.GatewayParts;
import io.tokenbroker.gateway.http.GatewayServer;
import io.tokenbroker.gateway.http.HealthCheck;
import io.tokenbroker.gateway.http.Readiness;
import io.tokenbroker.gateway.kafka.KafkaParts;
import io.tokenbroker.gateway.measure.GatewayMeters;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.process.management.Check;
import io.tokenbroker.process.management.Health;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.process.telemetry.Telemetry;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.trace.Traces;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
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
  private final Health health;

  private Gateway(
      GatewayServer server, Replies replies, KafkaParts kafka, AccessParts access, Health health) {
    this.health = health;
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
    return start(settings, Telemetry.none(), new Health(), clock);
  }

  /**
   * Starts, and is watched.
   *
   * @param telemetry where it is measured
   * @param health told what is wrong; stays the giver's
   * @throws RuntimeException as without
   */
  public static Gateway start(
      GatewaySettings settings, Telemetry telemetry, Health health, Clock clock) {
    Meters meters = new Meters(telemetry.meters());
    GatewayMeters measured = new GatewayMeters(meters);
    GatewayKeys keys = GatewayKeys.from(settings.keysets());
    AccessParts access = AccessParts.start(settings.access(), clock);
    Replies replies = Replies.create();
    KafkaParts kafka;
    try {
      kafka =
          KafkaParts.start(
              settings.kafka(),
              settings.topics(),
              settings.schemaRegistry(),
              replies,
              meters,
              clock);
    } catch (RuntimeException e) {
      access.close();
      throw e;
    }
    Readiness readiness = kafka.readiness().and(access::checks);
    try {
      GatewayServer server =
          GatewayServer.start(
              settings.http(),
              new GatewayParts(
                  kafka.connectors(),
                  kafka.events(),
                  replies,
                  readiness,
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
                  measured,
                  Traces.of(telemetry.tracing()),
                  clock));
      log.atInfo()
          .addKeyValue("publicUrl", server.publicUrl())
          .addKeyValue("port", server.port())
          .log("gateway started");
      measured.gauge(Metric.WAITING_BROWSERS, replies::waitingForSteps, "step");
      measured.gauge(Metric.WAITING_BROWSERS, replies::waitingForAnswers, "answer");
      watch(health, readiness, server, settings.keysets());
      return new Gateway(server, replies, kafka, access, health);
    } catch (RuntimeException e) {
      kafka.close();
      access.close();
      throw e;
    }
  }

  private static void watch(
      Health health, Readiness readiness, GatewayServer server, KeysetFolder keysets) {
    health.addAll(
        () ->
            readiness
                .check()
                .thenApply(
                    checks ->
                        Stream.concat(
                                checks.stream().map(check -> check(check, check.needed())),
                                server.warnings().stream().map(check -> check(check, false)))
                            .toList()));
    health.add("keysets", keysets::trouble);
    health.started();
  }

  private static Check check(HealthCheck seen, boolean needed) {
    return new Check(seen.name(), seen.ok(), needed, seen.detail());
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
    health.closing();
    replies.close();
    server.close();
    kafka.close();
    access.close();
  }
}
