// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.evidence;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.BrokerQuestion;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.cli.cluster.TopicScan.Range;
import io.tokenbroker.cli.explain.BrokerAnswer;
import io.tokenbroker.cli.explain.ConnectorState;
import io.tokenbroker.cli.explain.Evidence;
import io.tokenbroker.cli.explain.GroupState;
import io.tokenbroker.cli.explain.TokenEvent;
import io.tokenbroker.control.Controls;
import io.tokenbroker.control.Pause;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Gathers the evidence about one grant. What can't be looked at is a gap, not a failure: only a
 * cluster that can't be reached is. For one question at a time.
 */
public final class GrantEvidence {
  private final Topics topics;
  private final Map<String, Object> kafka;
  private final EventCodec codec;
  private final Duration timeout;
  private final String applicationId;
  private final CommandDrafts drafts;
  private final Clock clock;
  private final List<String> gaps = new ArrayList<>();

  /**
   * @param applicationId the broker's, which its groups are called after
   * @param operator who asks, for the audit
   */
  public GrantEvidence(ClusterOptions cluster, String applicationId, String operator, Clock clock) {
    this.topics = cluster.topics();
    this.kafka = cluster.kafka();
    this.codec = cluster.codec();
    this.timeout = cluster.timeout();
    this.applicationId = applicationId;
    this.drafts = new CommandDrafts(operator, clock);
    this.clock = clock;
  }

  /**
   * Gathers what there is.
   *
   * @param since how far back audit, provider calls and dead letters are read
   * @throws CliException if Kafka can't be reached
   */
  public Evidence of(TokenKey key, Instant since) {
    String name = key.toString();
    Groups groups = groups(name);
    BrokerAnswer answer = ask(key);
    Connectors connectors = new Connectors(key.connectorId(), codec);
    boolean connectorsRead = scan(Topic.CONNECTORS, Range.ALL, connectors);
    EventReader reader = new EventReader(codec, topics);
    Newest<TokenEvent> event = new Newest<>(1, reader::tokenEvent);
    scan(Topic.TOKEN_EVENTS, Range.of(name), event);
    var audit = new Newest<>(500, reader::audit);
    scan(Topic.AUDIT, Range.of(name).from(since), audit);
    var calls = new Newest<>(100, reader::call);
    scan(Topic.PROVIDER_RESULTS, Range.of(name).from(since), calls);
    var letters = new Newest<>(20, reader::letter);
    scan(Topic.DEAD_LETTERS, Range.of(name).from(since), letters);
    return new Evidence(
        key,
        clock.instant(),
        answer,
        groups.topology(),
        groups.caller(),
        connectorsRead ? Optional.of(connectors.state()) : Optional.<ConnectorState>empty(),
        event.all().stream().findFirst(),
        audit.all(),
        calls.all(),
        letters.all(),
        paused(key, groups.cluster()),
        gaps);
  }

  /** The broker's two groups, as far as they could be seen. */
  private record Groups(
      String cluster, Optional<GroupState> topology, Optional<GroupState> caller) {}

  private Groups groups(String key) {
    try (GroupStates states = new GroupStates(kafka, timeout)) {
      return new Groups(
          states.requireCluster(),
          groupState(states, applicationId, Topic.TOKEN_COMMANDS, key),
          groupState(states, applicationId + "-provider-caller", Topic.PROVIDER_REQUESTS, key));
    }
  }

  /** What holds the grant's calls back: an operator's word, or a home that is elsewhere. */
  private Optional<String> paused(TokenKey key, String cluster) {
    Controls controls = new Controls(codec);
    scan(Topic.CONTROLS, Range.ALL, controls::accept);
    return controls
        .pauseOf(key.connectorId())
        .map(Pause::toString)
        .or(
            () ->
                controls
                    .home()
                    .filter(home -> !home.clusterId().equals(cluster))
                    .map(
                        home ->
                            "the grants are at home in cluster "
                                + home.clusterId()
                                + ", and this is cluster "
                                + cluster
                                + ": a copy calls nobody"));
  }

  private Optional<GroupState> groupState(
      GroupStates states, String group, Topic topic, String key) {
    try {
      return Optional.of(states.of(group, topics.name(topic), key));
    } catch (CliException e) {
      gaps.add("consumer group " + group + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private BrokerAnswer ask(TokenKey key) {
    try (BrokerQuestion broker =
        new BrokerQuestion(new BrokerCommands(kafka, topics, codec, timeout), timeout)) {
      Answer answer = broker.ask(key, drafts.describe());
      if (answer instanceof Answer.Described described) {
        return new BrokerAnswer.Described(described.grant());
      }
      return answer instanceof Answer.Refused
          ? new BrokerAnswer.Refused(answer.problem())
          : new BrokerAnswer.Silent(answer.problem());
    } catch (CliException e) {
      return new BrokerAnswer.Silent(String.valueOf(e.getMessage()));
    }
  }

  private boolean scan(Topic topic, Range range, Consumer<ConsumerRecord<String, byte[]>> handler) {
    try {
      new TopicScan(kafka, timeout).read(topics.name(topic), range, handler);
      return true;
    } catch (CliException e) {
      gaps.add(topic.baseName() + ": " + e.getMessage());
      return false;
    }
  }
}
