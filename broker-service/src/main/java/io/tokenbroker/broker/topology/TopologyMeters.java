// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.micrometer.core.instrument.Counter;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.process.metrics.Meters;
import io.tokenbroker.process.metrics.Metric;
import io.tokenbroker.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.TaskId;

/**
 * What the topology tells of itself, seen from outside the lifecycle: by the effects of its
 * decisions, and by what its tasks know of their partitions. One for a process; thread-safe.
 */
public final class TopologyMeters {
  private static final String NONE = "none";

  private final Meters meters;
  private final Clock clock;
  private final Map<TaskId, TaskMeters> tasks = new ConcurrentHashMap<>();
  private final Map<Topic, Counter> deadLetters = new EnumMap<>(Topic.class);
  private final Map<String, Counter> failures = new ConcurrentHashMap<>();
  private final Map<String, Counter> reauthorizations = new ConcurrentHashMap<>();
  private final Map<String, Counter> rejections = new ConcurrentHashMap<>();
  private final Counter succeeded;
  private final Counter inTime;
  private final Counter afterExpiry;
  private final Counter unreadable;

  public TopologyMeters(Meters meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
    for (Topic topic : TokenBrokerTopology.INPUTS) {
      deadLetters.put(topic, meters.counter(Metric.DEAD_LETTERS, topic.baseName()));
    }
    succeeded = meters.counter(Metric.AUTHORIZATIONS, "succeeded", NONE);
    inTime = meters.counter(Metric.REFRESHES, "in_time");
    afterExpiry = meters.counter(Metric.REFRESHES, "after_expiry");
    unreadable = meters.counter(Metric.UNREADABLE_RESULTS);
    Reasons.COMMON.forEach(
        reason -> {
          failures.put(reason, failed(reason));
          reauthorizations.put(reason, reauthorization(reason));
          rejections.put(reason, rejected(reason));
        });
    for (GrantState state : GrantState.values()) {
      meters.gauge(Metric.GRANTS, () -> sum(task -> task.census().count(state)), state.label());
    }
    meters.gauge(Metric.GRANTS_COUNTING, () -> sum(task -> task.census().isComplete() ? 0L : 1L));
    meters.gauge(Metric.DUE_BACKLOG, () -> sum(task -> (long) task.backlog()));
    meters.gauge(Metric.DUE_LAG, this::lagSeconds);
  }

  /** A task has a partition from now on. */
  TaskMeters began(TaskId id, GrantCensus census) {
    TaskMeters task = new TaskMeters(census, clock.instant());
    tasks.put(id, task);
    return task;
  }

  /** A task has given its partition up, unless it was begun anew. */
  void ended(TaskId id, TaskMeters task) {
    tasks.remove(id, task);
  }

  /** A decision was carried out. */
  void decided(Optional<Grant> before, List<Effect> effects, Instant now) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.AnswerAuthorization answer) {
        ended(answer.outcome());
      } else if (effect instanceof Effect.PublishToken token) {
        before.ifPresent(grant -> published(grant, token, now));
      } else if (effect instanceof Effect.PublishReauthorizationRequired required
          && required.requiredBy().isEmpty()) {
        of(reauthorizations, required.reason(), this::reauthorization).increment();
      } else if (effect instanceof Effect.AnswerRejected answer) {
        of(rejections, answer.reason(), this::rejected).increment();
      }
    }
  }

  void deadLetter(Optional<Topic> source) {
    source.map(deadLetters::get).ifPresent(Counter::increment);
    if (source.equals(Optional.of(Topic.PROVIDER_RESULTS))) {
      unreadable.increment();
    }
  }

  private void ended(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failure) {
      of(failures, failure.reason(), this::failed).increment();
    } else {
      succeeded.increment();
    }
  }

  /** Only what follows a token of the same generation renews it; the same one again does not. */
  private void published(Grant before, Effect.PublishToken token, Instant now) {
    if (before.credential() instanceof Credential.Active active
        && before.version().generation() == token.version().generation()
        && before.version().sequence() < token.version().sequence()) {
      (active.current().expiresAt().isBefore(now) ? afterExpiry : inTime).increment();
    }
  }

  private static Counter of(
      Map<String, Counter> known, String reason, Function<String, Counter> make) {
    return known.computeIfAbsent(Reasons.label(reason), make);
  }

  private Counter failed(String reason) {
    return meters.counter(Metric.AUTHORIZATIONS, "failed", reason);
  }

  private Counter reauthorization(String reason) {
    return meters.counter(Metric.REAUTHORIZATIONS, reason);
  }

  private Counter rejected(String reason) {
    return meters.counter(Metric.COMMANDS_REJECTED, reason);
  }

  private long sum(Function<TaskMeters, Long> part) {
    return tasks.values().stream().collect(Collectors.summingLong(part::apply));
  }

  private double lagSeconds() {
    Instant now = clock.instant();
    return tasks.values().stream()
            .map(task -> task.lag(now))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO)
            .toMillis()
        / 1000.0;
  }
}
