// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the partitions that topics have with the number that a process was told. The topics
 * themselves are the record of how many they were made with: with another number a key would be
 * looked for where it is not. Needs no more than to describe the topics.
 */
public final class PartitionCounts {
  private static final Logger log = LoggerFactory.getLogger(PartitionCounts.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private PartitionCounts() {}

  /**
   * Refuses other numbers. A cluster that is away, or lacks a topic, is no error here: {@link
   * io.tokenbroker.follow.TopicFollower} looks again when it is there.
   *
   * @param clientSettings Kafka client settings (bootstrap servers, security)
   * @param used the topics that the process uses
   * @param timeout the longest to wait for the cluster
   * @throws TopicAdminException if a topic has another number; the message names all that do
   */
  public static void require(
      Map<String, ?> clientSettings, Topics topics, Collection<Topic> used, Duration timeout) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    int millis = Math.toIntExact(timeout.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    Admin admin = Admin.create(settings);
    try {
      List<String> differences = differences(admin, topics, used, timeout);
      if (!differences.isEmpty()) {
        throw new TopicAdminException(String.join("; ", differences), null);
      }
    } finally {
      admin.close(CLOSE_TIMEOUT);
    }
  }

  private static List<String> differences(
      Admin admin, Topics topics, Collection<Topic> used, Duration timeout) {
    ClusterQuestion cluster = new ClusterQuestion(timeout);
    List<String> differences = new ArrayList<>();
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(used.stream().map(topics::name).toList()).topicNameValues();
    try {
      asked.forEach(
          (name, future) ->
              cluster
                  .awaitUnless(
                      Set.of(UnknownTopicOrPartitionException.class),
                      "describe topic " + name,
                      future)
                  .flatMap(found -> topics.partitionsDiffer(name, found.partitions().size()))
                  .ifPresent(differences::add));
    } catch (TopicAdminException e) {
      log.atWarn()
          .addKeyValue("error", e.getMessage())
          .log("the partition counts could not be compared with the setting yet");
    }
    return differences;
  }
}
