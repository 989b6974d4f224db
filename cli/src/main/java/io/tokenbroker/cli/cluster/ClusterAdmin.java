// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** An {@link Admin} whose every question has the command's deadline, and which closes at once. */
public final class ClusterAdmin implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Admin admin;
  private final Duration timeout;

  public ClusterAdmin(Map<String, Object> kafka, Duration timeout) {
    Map<String, Object> settings = new HashMap<>(kafka);
    int millis = Math.toIntExact(timeout.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    this.admin = Admin.create(settings);
    this.timeout = timeout;
  }

  /** Kafka's own; closed with this. */
  public Admin kafka() {
    return admin;
  }

  /**
   * The settings that topics have, by topic and name.
   *
   * @throws CliException if they can't be read
   */
  public Map<String, Map<String, String>> settingsOf(Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return answer("read the topics' settings", admin.describeConfigs(resources).all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), entry -> map(entry.getValue())));
  }

  /**
   * The cluster's id, for life.
   *
   * @throws CliException if it can't be read
   */
  public String clusterId() {
    return answer("read the cluster's id", admin.describeCluster().clusterId());
  }

  /**
   * Waits for an answer.
   *
   * @param what for the error: could not ...
   * @throws CliException if there is none in time, or it is an error, which is its cause
   */
  public <T> T answer(String what, KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CliException("could not " + what + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new CliException("could not " + what + " within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while trying to " + what, e);
    }
  }

  @Override
  public void close() {
    // Without a limit it would wait for requests that nobody answers.
    admin.close(CLOSE_TIMEOUT);
  }

  private static Map<String, String> map(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }
}
