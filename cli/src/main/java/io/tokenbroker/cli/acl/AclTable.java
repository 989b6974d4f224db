// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.acl;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that each component needs, and nothing else: the one place where it is written down.
 * Topics of the catalogue are named one by one; what is internal to the broker goes by its
 * application id. Nobody may delete, and nobody may change ACLs: that is for Kafka's own
 * administrators.
 */
public final class AclTable {
  private final Topics topics;
  private final String applicationId;
  private final List<Access> rows = new ArrayList<>();

  private AclTable(Topics topics, String applicationId) {
    this.topics = topics;
    this.applicationId = applicationId;
  }

  /** The table of a deployment. */
  public static List<Access> of(Topics topics, String applicationId) {
    AclTable table = new AclTable(topics, applicationId);
    table.gateway();
    table.broker();
    table.runner();
    table.readOnlyOperator();
    table.operator();
    return List.copyOf(table.rows);
  }

  private void gateway() {
    Component gateway = Component.CALLBACK_GATEWAY;
    topic(gateway, Topic.CONNECTORS, "what can be connected", READ);
    topic(gateway, Topic.API_KEYS, "who may call its API", READ);
    topic(gateway, Topic.REPLIES, "what came of an authorization or a command", READ);
    topic(gateway, Topic.AUTHORIZATIONS, "the browser's part of an authorization", WRITE);
    topic(gateway, Topic.TOKEN_COMMANDS, "what applications ask for", WRITE);
    topic(gateway, Topic.AUDIT, "callbacks that were refused", WRITE);
  }

  private void broker() {
    Component broker = Component.BROKER_SERVICE;
    topic(broker, Topic.CONNECTORS, "how providers are called", READ, DESCRIBE_CONFIGS);
    topic(
        broker,
        Topic.CONTROLS,
        "what is paused; where it is at home",
        READ,
        WRITE,
        DESCRIBE_CONFIGS);
    topic(broker, Topic.AUTHORIZATIONS, "input of the topology", READ, DESCRIBE_CONFIGS);
    topic(broker, Topic.REFRESH_REQUESTS, "input of the topology", READ, DESCRIBE_CONFIGS);
    topic(broker, Topic.TOKEN_COMMANDS, "input of the topology", READ, DESCRIBE_CONFIGS);
    topic(
        broker,
        Topic.PROVIDER_REQUESTS,
        "from the topology to the provider caller",
        READ,
        WRITE,
        DESCRIBE_CONFIGS);
    topic(
        broker,
        Topic.PROVIDER_RESULTS,
        "claims and results of provider calls",
        READ,
        WRITE,
        DESCRIBE_CONFIGS);
    topic(broker, Topic.TOKEN_EVENTS, "tokens for the runners", WRITE, DESCRIBE_CONFIGS);
    topic(broker, Topic.REPLIES, "outcomes and answers", WRITE, DESCRIBE_CONFIGS);
    topic(broker, Topic.AUDIT, "who did what", WRITE, DESCRIBE_CONFIGS);
    topic(broker, Topic.DEAD_LETTERS, "what could not be read", WRITE, DESCRIBE_CONFIGS);
    internalTopics(broker, "changelogs of the stores, which 'topics apply' makes", READ, WRITE);
    group(broker, applicationId, "the topology's consumers", READ);
    group(broker, callerGroup(), "the provider caller's consumers", READ);
    add(
        broker,
        pattern(ResourceType.TRANSACTIONAL_ID, applicationId + "-", PatternType.PREFIXED),
        "the topology's transactions",
        WRITE);
  }

  private void runner() {
    topic(Component.RUNNER, Topic.TOKEN_EVENTS, "the tokens, sealed for executors", READ);
    topic(Component.RUNNER, Topic.REFRESH_REQUESTS, "tokens that were rejected", WRITE);
  }

  private void readOnlyOperator() {
    Component reader = Component.OPERATOR_READONLY;
    Set<Topic> read =
        EnumSet.of(
            Topic.CONNECTORS, Topic.CONTROLS, Topic.TOKEN_EVENTS, Topic.AUDIT, Topic.DEAD_LETTERS);
    for (Topic topic : Topic.values()) {
      if (read.contains(topic)) {
        topic(reader, topic, "lists, events tail, topics verify", READ, DESCRIBE_CONFIGS);
      } else {
        topic(reader, topic, "topics verify", DESCRIBE, DESCRIBE_CONFIGS);
      }
    }
    internalTopics(reader, "topics verify", DESCRIBE, DESCRIBE_CONFIGS);
    groups(reader);
  }

  private void operator() {
    Component operator = Component.OPERATOR_ADMIN;
    Set<Topic> written =
        EnumSet.of(
            Topic.CONNECTORS,
            Topic.API_KEYS,
            Topic.CONTROLS,
            Topic.TOKEN_COMMANDS,
            // For replays of dead letters, which are audited.
            Topic.AUTHORIZATIONS,
            Topic.REFRESH_REQUESTS,
            Topic.AUDIT);
    for (Topic topic : Topic.values()) {
      if (written.contains(topic)) {
        topic(operator, topic, "changes, topics apply", READ, WRITE, CREATE, ALTER_CONFIGS);
      } else {
        topic(operator, topic, "proofs of erasure, topics apply", READ, CREATE, ALTER_CONFIGS);
      }
    }
    internalTopics(operator, "proofs of erasure, topics apply", READ, CREATE, ALTER_CONFIGS);
    groups(operator);
  }

  private void groups(Component component) {
    group(component, applicationId, "how far the topology is", DESCRIBE);
    group(component, callerGroup(), "how far the provider caller is", DESCRIBE);
  }

  private String callerGroup() {
    return applicationId + "-provider-caller";
  }

  private void topic(Component component, Topic topic, String purpose, AclOperation... operations) {
    add(
        component,
        pattern(ResourceType.TOPIC, topics.name(topic), PatternType.LITERAL),
        purpose,
        operations);
  }

  private void internalTopics(Component component, String purpose, AclOperation... operations) {
    add(
        component,
        pattern(ResourceType.TOPIC, applicationId + "-", PatternType.PREFIXED),
        purpose,
        operations);
  }

  private void group(Component component, String name, String purpose, AclOperation operation) {
    add(component, pattern(ResourceType.GROUP, name, PatternType.LITERAL), purpose, operation);
  }

  private void add(
      Component component, ResourcePattern resource, String purpose, AclOperation... operations) {
    rows.add(new Access(component, resource, Set.of(operations), purpose));
  }

  private static ResourcePattern pattern(ResourceType type, String name, PatternType pattern) {
    return new ResourcePattern(type, name, pattern);
  }
}
