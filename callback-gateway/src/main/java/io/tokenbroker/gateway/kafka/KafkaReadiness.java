// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.kafka;

import io.tokenbroker.gateway.event.KafkaGate;
import io.tokenbroker.gateway.http.HealthCheck;
import io.tokenbroker.gateway.http.Readiness;
import io.tokenbroker.wire.SchemaIds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Ready when all topics have been read to their ends, the schemas' ids are known, Kafka answers
 * now, and events go through. A consumer says nothing when its brokers go away, so the brokers are
 * asked; however many ask for the readiness at once, one question at a time goes to Kafka.
 * Thread-safe.
 */
public final class KafkaReadiness implements Readiness, AutoCloseable {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Admin admin;
  private final KafkaConnectors connectors;
  private final KafkaApiKeys apiKeys;
  private final KafkaReplies replies;
  private final KafkaGate gate;
  private final SchemaIds schemaIds;
  private final AtomicReference<CompletableFuture<HealthCheck>> asking =
      new AtomicReference<>(
          CompletableFuture.completedFuture(new HealthCheck("kafka", false, "not asked yet")));

  public KafkaReadiness(
      Map<String, String> clientSettings,
      KafkaConnectors connectors,
      KafkaApiKeys apiKeys,
      KafkaReplies replies,
      KafkaGate gate,
      SchemaIds schemaIds) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ASK_TIMEOUT.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ASK_TIMEOUT.toMillis());
    this.admin = Admin.create(settings);
    this.connectors = connectors;
    this.apiKeys = apiKeys;
    this.replies = replies;
    this.gate = gate;
    this.schemaIds = schemaIds;
  }

  @Override
  public CompletionStage<List<HealthCheck>> check() {
    return kafka()
        .thenApply(
            kafka ->
                List.of(
                    kafka,
                    topic("connectors", connectors.isComplete(), connectors.trouble()),
                    topic("api-keys", apiKeys.isComplete(), apiKeys.trouble()),
                    topic("replies", replies.isComplete(), replies.trouble()),
                    new HealthCheck(
                        "schemas",
                        schemaIds.trouble().isEmpty(),
                        schemaIds.trouble().orElse("ids are known")),
                    events()));
  }

  @Override
  public void close() {
    admin.close(CLOSE_TIMEOUT);
  }

  private HealthCheck events() {
    boolean open = gate.isOpen();
    return new HealthCheck(
        "events", open, open ? "appended" : "refused: Kafka was seen to be away");
  }

  /** Asks the brokers, or joins those who are asking. */
  CompletableFuture<HealthCheck> kafka() {
    CompletableFuture<HealthCheck> mine = new CompletableFuture<>();
    CompletableFuture<HealthCheck> current =
        asking.updateAndGet(known -> known.isDone() ? mine : known);
    if (current == mine) {
      ask(mine);
    }
    return current;
  }

  private void ask(CompletableFuture<HealthCheck> answer) {
    answer.completeOnTimeout(
        new HealthCheck("kafka", false, "no answer in " + ASK_TIMEOUT.toSeconds() + " s"),
        ASK_TIMEOUT.toMillis(),
        TimeUnit.MILLISECONDS);
    try {
      int timeoutMillis = (int) ASK_TIMEOUT.toMillis();
      var unused =
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs(timeoutMillis))
              .nodes()
              .whenComplete(
                  (nodes, error) ->
                      answer.complete(
                          error == null
                              ? new HealthCheck("kafka", true, nodes.size() + " brokers")
                              : new HealthCheck(
                                  "kafka", false, "unreachable: " + error.getMessage())));
    } catch (RuntimeException e) {
      answer.complete(new HealthCheck("kafka", false, "unreachable: " + e.getMessage()));
    }
  }

  private static HealthCheck topic(String name, boolean complete, Optional<String> trouble) {
    return new HealthCheck(
        name,
        complete && trouble.isEmpty(),
        trouble.orElse(complete ? "followed" : "not read to its end yet"));
  }
}
