// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import io.tokenbroker.topic.Topic.KeyedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics of the catalogue where they are missing, and says where those that exist
 * differ from it. It never changes or deletes a topic. Thread-safe as its {@link Admin} is.
 */
public final class TopicAdmin {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Admin admin;
  private final Topics topics;
  private final Duration timeout;

  /**
   * @param admin stays the caller's, who closes it
   * @param timeout the longest that any one question to the cluster may take
   */
  public TopicAdmin(Admin admin, Topics topics, Duration timeout) {
    this.admin = admin;
    this.topics = topics;
    this.timeout = timeout;
  }

  /** Topics of the catalogue that the cluster lacks. */
  public List<Topic> missing() {
    Set<String> present = await("list the topics", admin.listTopics().names());
    return List.of(Topic.values()).stream()
        .filter(topic -> !present.contains(topics.name(topic)))
        .toList();
  }

  /**
   * Creates what is missing and returns it, once the cluster shows it. Repeating it does nothing.
   *
   * @throws TopicAdminException if the cluster can't be reached, refuses, or does not show the
   *     topics in time
   */
  public List<Topic> createMissing() {
    List<Topic> missing = missing();
    Set<String> names = missing.stream().map(topics::name).collect(Collectors.toSet());
    Collection<NewTopic> wanted =
        topics.asNewTopics().stream().filter(topic -> names.contains(topic.name())).toList();
    admin
        .createTopics(wanted)
        .values()
        .forEach(
            (name, future) -> {
              try {
                await("create topic " + name, future);
              } catch (TopicAdminException e) {
                // Another process creates the same catalogue at the same moment.
                if (!(e.getCause() instanceof TopicExistsException)) {
                  throw e;
                }
              }
            });
    awaitShown();
    return missing;
  }

  /** A broker hears of a new topic a moment after its controller made it. */
  private void awaitShown() {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (List<Topic> hidden = missing(); !hidden.isEmpty(); hidden = missing()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TopicAdminException(
            "topics were created but the cluster does not show them within "
                + timeout
                + ": "
                + hidden.stream().map(topics::name).collect(Collectors.joining(", ")),
            null);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /**
   * Compares the cluster with the catalogue.
   *
   * @return one line for each difference that matters, naming topic, setting, both values; empty if
   *     all is well
   */
  public List<String> verify() {
    List<String> differences = new ArrayList<>();
    List<Topic> missing = missing();
    missing.forEach(topic -> differences.add("topic " + topics.name(topic) + " is missing"));
    List<String> names =
        List.of(Topic.values()).stream()
            .filter(topic -> !missing.contains(topic))
            .map(topics::name)
            .toList();
    Map<String, TopicDescription> found =
        await("describe the topics", admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> settings =
        await(
            "read the topics' settings",
            admin
                .describeConfigs(
                    names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all());
    found.forEach((name, description) -> comparePartitions(name, description, differences));
    settings.forEach((resource, actual) -> compareCleanUp(resource.name(), actual, differences));
    return List.copyOf(differences);
  }

  private void comparePartitions(
      String name, TopicDescription description, List<String> differences) {
    Topic topic = topics.byName(name).orElseThrow();
    int actual = description.partitions().size();
    int expected = topics.partitionsOf(topic);
    // A dead letter's partition carries no meaning; everywhere else a key would change its owner.
    if (actual != expected && topic.keyedBy() != KeyedBy.SOURCE_KEY) {
      differences.add(
          "topic "
              + name
              + " has "
              + actual
              + " partitions instead of "
              + expected
              + ": set the partition count that it was made with, or use a new prefix");
    }
  }

  private void compareCleanUp(String name, Config actual, List<String> differences) {
    String expected =
        topics
            .settingsOf(topics.byName(name).orElseThrow())
            .getOrDefault("cleanup.policy", "delete");
    String found = actual.get("cleanup.policy").value();
    if (!expected.equals(found)) {
      differences.add("topic " + name + " has cleanup.policy=" + found + " instead of " + expected);
    }
  }

  private <T> T await(String what, KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new TopicAdminException("could not " + what + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new TopicAdminException("could not " + what + " within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicAdminException("interrupted while trying to " + what, e);
    }
  }
}
