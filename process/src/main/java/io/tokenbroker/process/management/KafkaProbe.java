// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.management;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Asks the brokers whether they are there: consumers and producers say nothing when they go away.
 * Thread-safe.
 */
public final class KafkaProbe implements AutoCloseable {
  private static final String NAME = "kafka";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Admin admin;

  /**
   * Connects; Kafka need not be there yet.
   *
   * @throws org.apache.kafka.common.KafkaException if the client settings are no good
   */
  public KafkaProbe(Map<String, String> clientSettings) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    this.admin = Admin.create(settings);
  }

  /** The answer, after two seconds at most. */
  public CompletionStage<Check> ask() {
    CompletableFuture<Check> answer = new CompletableFuture<>();
    try {
      var unused =
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis()))
              .nodes()
              .whenComplete(
                  (nodes, error) ->
                      answer.complete(
                          error == null
                              ? new Check(NAME, true, true, nodes.size() + " brokers")
                              : away("unreachable: " + error.getMessage())));
    } catch (RuntimeException e) {
      answer.complete(away("unreachable: " + e.getMessage()));
    }
    return answer.completeOnTimeout(
        away("no answer in " + TIMEOUT.toSeconds() + " s"),
        TIMEOUT.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static Check away(String detail) {
    return new Check(NAME, false, true, detail);
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
  }
}
