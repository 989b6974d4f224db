// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.doctor;

import io.tokenbroker.cli.acl.Access;
import io.tokenbroker.cli.acl.AclTable;
import io.tokenbroker.cli.acl.Component;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.evidence.GroupLags;
import io.tokenbroker.cli.evidence.GroupStates;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.TopicDifference;
import io.tokenbroker.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** Is the cluster there, and as the deployment needs it? */
public final class ClusterChecks {
  static final String KAFKA = "kafka";
  private static final long MUCH_LAG = 1_000;
  private static final List<Topic> TOPOLOGY_READS =
      List.of(
          Topic.AUTHORIZATIONS,
          Topic.REFRESH_REQUESTS,
          Topic.TOKEN_COMMANDS,
          Topic.PROVIDER_RESULTS);
  private static final List<Topic> CALLER_READS = List.of(Topic.PROVIDER_REQUESTS);

  private final Topics topics;
  private final Map<String, Object> kafka;
  private final Duration timeout;
  private final String applicationId;
  private final Component component;

  /**
   * @param applicationId the broker's
   * @param component whose rights this principal should have
   */
  public ClusterChecks(ClusterOptions cluster, String applicationId, Component component) {
    this.topics = cluster.topics();
    this.kafka = cluster.kafka();
    this.timeout = cluster.timeout();
    this.applicationId = applicationId;
    this.component = component;
  }

  /** The checks. */
  public List<Check> all() {
    return List.of(
        Check.of(KAFKA, () -> with(this::reachable)),
        Check.after(KAFKA, "topics", () -> with(this::topicsAsWanted)),
        Check.after(KAFKA, "rights", () -> with(this::rights)),
        Check.after("topics", "broker group", this::groups));
  }

  /** A question to the cluster. */
  private interface Question {
    List<Result> ask(Admin admin) throws Exception;
  }

  private List<Result> with(Question question) throws Exception {
    try (ClusterAdmin cluster = new ClusterAdmin(kafka, timeout)) {
      return question.ask(cluster.kafka());
    }
  }

  private List<Result> reachable(Admin admin) throws Exception {
    int nodes;
    try {
      nodes = admin.describeCluster().nodes().get(timeout.toMillis(), TimeUnit.MILLISECONDS).size();
    } catch (ExecutionException | TimeoutException e) {
      return List.of(
          Result.fail(
              KAFKA,
              "no answer from "
                  + kafka.get("bootstrap.servers")
                  + ": "
                  + Optional.ofNullable(e.getCause()).map(Throwable::toString).orElse("time-out"),
              "look at --bootstrap-server, the network, and TOKENBROKER_KAFKA_... or"
                  + " --command-config for TLS and SASL (docs/kafka.md)"));
    }
    FinalizedVersionRange version =
        admin
            .describeFeatures()
            .featureMetadata()
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .finalizedFeatures()
            .get("metadata.version");
    String detail =
        nodes
            + (nodes == 1 ? " broker at " : " brokers at ")
            + kafka.get("bootstrap.servers")
            + (version == null ? "" : ", metadata.version " + version.maxVersionLevel());
    return List.of(
        nodes < 3
            ? Result.warn(
                KAFKA,
                detail,
                "with fewer than three brokers one that is lost takes grants along; fine for a"
                    + " demonstration")
            : Result.ok(KAFKA, detail));
  }

  private List<Result> topicsAsWanted(Admin admin) {
    List<TopicDifference> differences =
        new TopicAdmin(admin, topics, applicationId, timeout).differences();
    if (differences.isEmpty()) {
      return List.of(
          Result.ok(
              "topics", topics.wanted(applicationId).size() + " topics are as they have to be"));
    }
    return differences.stream()
        .map(
            difference -> {
              String remedy =
                  difference.isMendable()
                      ? "tokenbroker topics apply"
                      : "tokenbroker topics plan says what is in the way (docs/operators.md)";
              return difference.isObstacle()
                  ? Result.fail("topics", difference.text(), remedy)
                  : Result.warn("topics", difference.text(), remedy);
            })
        .toList();
  }

  /** What this principal may do, beside what the component needs. */
  private List<Result> rights(Admin admin) throws Exception {
    List<Access> rows =
        AclTable.of(topics, applicationId).stream()
            .filter(row -> row.component() == component)
            .filter(row -> row.resource().resourceType() == ResourceType.TOPIC)
            .filter(row -> row.resource().patternType() == PatternType.LITERAL)
            .toList();
    Map<String, TopicDescription> described =
        admin
            .describeTopics(
                rows.stream().map(row -> row.resource().name()).toList(),
                new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .allTopicNames()
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    List<Result> missing = new ArrayList<>();
    for (Access row : rows) {
      Set<AclOperation> has =
          Optional.ofNullable(described.get(row.resource().name()))
              .map(TopicDescription::authorizedOperations)
              .orElseGet(() -> EnumSet.noneOf(AclOperation.class));
      Set<AclOperation> lacks = new TreeSet<>(row.operations());
      lacks.removeAll(has);
      if (!lacks.isEmpty()) {
        missing.add(
            Result.fail(
                "rights",
                "this principal may not " + lacks + " on " + row.resource().name(),
                "tokenbroker topics acls --apply --principal " + component.word() + "=User:NAME"));
      }
    }
    return missing.isEmpty()
        ? List.of(
            Result.ok(
                "rights", "what " + component.word() + " needs on " + rows.size() + " topics"))
        : missing;
  }

  private List<Result> groups() {
    try (GroupStates states = new GroupStates(kafka, timeout)) {
      return List.of(
          judged(states.lags(applicationId, names(TOPOLOGY_READS))),
          judged(states.lags(applicationId + "-provider-caller", names(CALLER_READS))));
    }
  }

  private List<String> names(List<Topic> read) {
    return read.stream().map(topics::name).toList();
  }

  static Result judged(GroupLags group) {
    String detail =
        group.group() + ": " + group.state() + ", members " + group.members() + ", " + group.text();
    if (group.members() == 0) {
      return Result.fail(
          "broker group",
          detail,
          "start broker-service; if it runs, --prefix and --application-id have to be its own");
    }
    return group.most() > MUCH_LAG || !group.unowned().isEmpty()
        ? Result.warn(
            "broker group",
            detail,
            "look again in a minute; then read /readyz and the log of broker-service: a partition"
                + " may wait for a key (runbook StoppedPartitions)")
        : Result.ok("broker group", detail);
  }
}
