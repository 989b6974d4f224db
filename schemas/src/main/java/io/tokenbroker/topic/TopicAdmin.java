// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.topic;

import io.tokenbroker.topic.TopicDifference.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Compares a cluster's topics with the catalogue, makes those that are missing, and raises settings
 * that are too low. It never deletes or shrinks anything, and never changes a partition count or a
 * clean-up policy. Thread-safe as its {@link Admin} is.
 */
public final class TopicAdmin {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Admin admin;
  private final Topics topics;
  private final String applicationId;
  private final ClusterQuestion cluster;

  /**
   * For a broker with the default application id.
   *
   * @param admin stays the caller's, who closes it
   * @param timeout the longest that any one question to the cluster may take
   */
  public TopicAdmin(Admin admin, Topics topics, Duration timeout) {
    this(admin, topics, topics.applicationId(), timeout);
  }

  /**
   * For any broker.
   *
   * @param applicationId the broker's, which its changelogs are called after
   */
  public TopicAdmin(Admin admin, Topics topics, String applicationId, Duration timeout) {
    this.admin = admin;
    this.topics = topics;
    this.applicationId = applicationId;
    this.cluster = new ClusterQuestion(timeout);
  }

  /**
   * All differences, internal topics included.
   *
   * @throws TopicAdminException if the cluster can't be reached or refuses
   */
  public List<TopicDifference> differences() {
    return differences(topics.wanted(applicationId));
  }

  /** Likewise, as text. */
  public List<String> verify() {
    return differences().stream().map(TopicDifference::text).toList();
  }

  /**
   * Why a process must not work with these topics, one line each; empty if it may. A changelog that
   * is missing is none: Kafka Streams makes it, if it may.
   *
   * @param used the topics that the process uses, and may describe with their settings
   */
  public List<String> obstacles(Collection<Topic> used) {
    List<WantedTopic> wanted = used.stream().map(topics::wanted).toList();
    return differences(wanted).stream()
        .filter(TopicDifference::isObstacle)
        .map(TopicDifference::text)
        .toList();
  }

  /**
   * Makes what is missing and returns its names, once the cluster shows it. Repeating it does
   * nothing.
   */
  public List<String> createMissing() {
    List<TopicDifference> missing =
        differences().stream().filter(difference -> difference.kind() == Kind.MISSING).toList();
    mend(missing);
    return missing.stream().map(TopicDifference::topic).toList();
  }

  /**
   * Does what can be done about differences: makes topics, raises settings.
   *
   * @throws TopicAdminException if the cluster can't be reached, refuses, has too few brokers, or
   *     does not show new topics in time
   */
  public void mend(List<TopicDifference> differences) {
    Set<String> missing =
        differences.stream()
            .filter(difference -> difference.kind() == Kind.MISSING)
            .map(TopicDifference::topic)
            .collect(Collectors.toSet());
    create(
        topics.wanted(applicationId).stream()
            .filter(wanted -> missing.contains(wanted.name()))
            .toList());
    raise(differences.stream().filter(it -> it.kind() == Kind.TOO_LOW).toList());
  }

  /**
   * Refuses a replication factor that the cluster has too few brokers for.
   *
   * @throws TopicAdminException with what to do, or if the cluster can't be reached
   */
  public void requireEnoughBrokers() {
    int brokers = cluster.await("count the brokers", admin.describeCluster().nodes()).size();
    if (brokers < topics.replicationFactor()) {
      throw new TopicAdminException(
          "could not keep "
              + topics.replicationFactor()
              + " replicas on "
              + brokers
              + (brokers == 1 ? " broker" : " brokers")
              + ": start more brokers, or set the replication factor to "
              + brokers
              + ", with which a lost disk may lose grants",
          null);
    }
  }

  private List<TopicDifference> differences(List<WantedTopic> wanted) {
    Map<String, WantedTopic> byName =
        wanted.stream()
            .collect(
                Collectors.toMap(
                    WantedTopic::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    List<TopicDifference> differences = new ArrayList<>();
    Map<String, TopicDescription> found = describe(byName.keySet(), differences);
    Map<String, Config> settings = settings(found.keySet(), differences);
    settings.forEach(
        (name, config) ->
            differences.addAll(
                TopicComparison.of(present(byName, name), present(found, name), config)));
    return List.copyOf(differences);
  }

  private Map<String, TopicDescription> describe(
      Collection<String> names, List<TopicDifference> differences) {
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(names).topicNameValues();
    Map<String, TopicDescription> found = new LinkedHashMap<>();
    for (String name : names) {
      try {
        cluster
            .awaitUnless(
                Set.of(UnknownTopicOrPartitionException.class),
                "describe topic " + name,
                present(asked, name))
            .ifPresentOrElse(
                topic -> found.put(name, topic), () -> differences.add(whole(Kind.MISSING, name)));
      } catch (TopicAdminException e) {
        differences.add(unseen(name, e));
      }
    }
    return found;
  }

  private Map<String, Config> settings(
      Collection<String> names, List<TopicDifference> differences) {
    Map<ConfigResource, KafkaFuture<Config>> asked =
        admin.describeConfigs(names.stream().map(TopicAdmin::resource).toList()).values();
    Map<String, Config> found = new LinkedHashMap<>();
    for (String name : names) {
      try {
        found.put(
            name,
            cluster.await("read the settings of topic " + name, present(asked, resource(name))));
      } catch (TopicAdminException e) {
        differences.add(unseen(name, e));
      }
    }
    return found;
  }

  private void create(List<WantedTopic> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    requireEnoughBrokers();
    // Another process may create the same catalogue at the same moment.
    admin
        .createTopics(wanted.stream().map(WantedTopic::asNewTopic).toList())
        .values()
        .forEach(
            (name, future) ->
                cluster.awaitDone(
                    Set.of(TopicExistsException.class), "create topic " + name, future));
    awaitShown(wanted.stream().map(WantedTopic::name).toList());
  }

  /** A broker hears of a new topic a moment after its controller made it. */
  private void awaitShown(List<String> names) {
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    for (List<String> hidden = hidden(names); !hidden.isEmpty(); hidden = hidden(names)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TopicAdminException(
            "topics were created but the cluster does not show them within "
                + cluster.timeout()
                + ": "
                + String.join(", ", hidden),
            null);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private List<String> hidden(List<String> names) {
    Set<String> shown = cluster.await("list the topics", admin.listTopics().names());
    return names.stream().filter(name -> !shown.contains(name)).toList();
  }

  private void raise(List<TopicDifference> tooLow) {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (TopicDifference setting : tooLow) {
      AlterConfigOp change =
          new AlterConfigOp(
              new ConfigEntry(setting.setting(), setting.wanted()), AlterConfigOp.OpType.SET);
      changes.merge(
          resource(setting.topic()),
          List.of(change),
          (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }
    if (!changes.isEmpty()) {
      cluster.awaitDone(
          Set.of(), "change the topics' settings", admin.incrementalAlterConfigs(changes).all());
    }
  }

  /** A refusal concerns one topic; all else concerns the cluster. */
  private static TopicDifference unseen(String topic, TopicAdminException refused) {
    if (refused.getCause() instanceof TopicAuthorizationException) {
      return whole(Kind.UNSEEN, topic);
    }
    throw refused;
  }

  private static TopicDifference whole(Kind kind, String topic) {
    return new TopicDifference(kind, topic, "topic", "", "");
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <K, V> V present(Map<K, V> map, K key) {
    return Optional.ofNullable(map.get(key)).orElseThrow();
  }
}
