// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallNotSent;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CallSucceeded;
import io.tokenbroker.event.CallUnknown;
import io.tokenbroker.it.system.EventLog;
import io.tokenbroker.it.system.TestSystem;
import io.tokenbroker.topic.Topic;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** Looks at what there is of the rows' grants: topics and the broker's own word. */
final class Observer implements AutoCloseable {
  private final EventLog events;
  private final BrokerCommands commands;
  private final FurtherFacts facts;
  private final CommandDrafts drafts = new CommandDrafts("behaviour-matrix", Clock.systemUTC());

  Observer(TestSystem system, FurtherFacts facts) {
    this.facts = facts;
    this.events = system.events();
    this.commands = system.commands();
  }

  Map<String, Seen> look(List<Row> rows) {
    Map<String, CompletableFuture<Answer>> states = new HashMap<>();
    rows.forEach(row -> states.put(row.name(), commands.send(row.key(), drafts.describe())));
    Map<String, List<SpecificRecord>> results = events.byKey(Topic.PROVIDER_RESULTS);
    Map<String, List<SpecificRecord>> tokens = events.byKey(Topic.TOKEN_EVENTS);
    Map<String, List<SpecificRecord>> audit = events.byKey(Topic.AUDIT);
    Map<String, Seen> seen = new HashMap<>();
    for (Row row : rows) {
      String key = row.key().toString();
      seen.put(
          row.name(),
          new Seen(
              results(row, results.getOrDefault(key, List.of())),
              states
                  .getOrDefault(row.name(), new CompletableFuture<>())
                  .thenApply(Observer::state)
                  .join(),
              last(tokens.getOrDefault(key, List.of())),
              actions(audit.getOrDefault(key, List.of())),
              facts.of(row, tokens.getOrDefault(key, List.of()))));
    }
    return seen;
  }

  @Override
  public void close() {
    commands.close();
  }

  /** A call that was not sent is a wait like any other: the next one tells. */
  private static List<String> results(Row row, List<SpecificRecord> events) {
    return events.stream()
        .filter(event -> !(event instanceof CallStarted || event instanceof CallNotSent))
        .filter(event -> row.step().isOf(attemptOf(event)))
        .map(Observer::result)
        // How often a device asks before its person has decided is chance.
        .filter(result -> !result.endsWith(" authorization_pending"))
        .toList();
  }

  private static String attemptOf(SpecificRecord event) {
    return String.valueOf(event.get(event.getSchema().getField("attemptId").pos()));
  }

  private static String result(SpecificRecord event) {
    if (event instanceof CallSucceeded) {
      return "succeeded";
    }
    if (event instanceof CallFailed failed) {
      return "failed " + failed.getErrorClass() + " " + failed.getError();
    }
    if (event instanceof CallUnknown unknown) {
      return "unknown " + unknown.getReason();
    }
    return event.getSchema().getName();
  }

  private static String state(Answer answer) {
    return answer instanceof Answer.Described described
        ? described.grant().getState()
        : answer.problem();
  }

  private static String last(List<SpecificRecord> events) {
    return events.isEmpty() ? "none" : events.get(events.size() - 1).getSchema().getName();
  }

  private static Set<String> actions(List<SpecificRecord> events) {
    return events.stream()
        .flatMap(event -> event instanceof AuditRecord audit ? Stream.of(audit) : Stream.empty())
        .map(AuditRecord::getAction)
        .collect(Collectors.toSet());
  }
}
