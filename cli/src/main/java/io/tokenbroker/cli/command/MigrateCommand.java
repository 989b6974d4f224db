// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.migrate.Migration;
import io.tokenbroker.cli.migrate.Place;
import io.tokenbroker.cli.migrate.TopicState;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker migrate}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "migrate",
    description = {
      "Move all grants to topics with another prefix, which may have another partition count:"
          + " connectors, API keys, pauses, token events, the broker's stores, and what the broker"
          + " has not worked off. Sealed values are copied as they are; no key is needed.",
      "Every broker, gateway and runner of both prefixes has to be stopped. Nothing is deleted; the"
          + " old prefix is paused at the end. A run that was cut short is gone on with; after one"
          + " that came to its end another does nothing."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:moved and compared, or moved before",
      "1:something is in the way, or it could not be finished: the message says what to do",
      "2:wrong usage"
    },
    footer = {
      "",
      "Example, from 24 partitions to 48:",
      "  tokenbroker pause --all --reason 'moving to tb2.'      # then stop all processes",
      "  tokenbroker topics apply --prefix tb2. --partitions 48",
      "  tokenbroker migrate --to-prefix tb2. --to-partitions 48 --dry-run",
      "  tokenbroker migrate --to-prefix tb2. --to-partitions 48",
      "  tokenbroker resume --all --prefix tb2. --partitions 48 # with the new processes running"
    })
public final class MigrateCommand implements Callable<Integer> {
  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to-prefix",
      required = true,
      paramLabel = "PREFIX",
      description = "The new topics' prefix; --prefix is the old one's.")
  private String toPrefix = "";

  @Option(
      names = "--to-partitions",
      required = true,
      paramLabel = "N",
      description = "The new topics' partitions; --partitions is the old one's.")
  private int toPartitions;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "The old broker's application id (the prefix, then 'broker').")
  private Optional<String> applicationId = Optional.empty();

  @Option(
      names = "--to-application-id",
      paramLabel = "ID",
      description = "The new broker's application id (the new prefix, then 'broker').")
  private Optional<String> toApplicationId = Optional.empty();

  @Option(names = "--dry-run", description = "Check, count, and write nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output = new OutputOption();

  public MigrateCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  @Override
  public Integer call() {
    Place from = place(cluster.topics(), applicationId);
    Place to = place(target(), toApplicationId);
    if (from.topics().prefix().equals(to.topics().prefix())
        || from.applicationId().equals(to.applicationId())) {
      throw new ParameterException(
          spec.commandLine(), "--to-prefix and --to-application-id have to be other ones");
    }
    PrintWriter err = spec.commandLine().getErr();
    Migration.Moved moved;
    try (ClusterAdmin admin = new ClusterAdmin(cluster.kafka(), cluster.timeout())) {
      moved =
          new Migration(
                  new Migration.Parts(
                      cluster.kafka(),
                      admin,
                      cluster.codec(List.of(Topic.CONTROLS)),
                      cluster.timeout(),
                      Operator.name(),
                      Clock.systemUTC()),
                  from,
                  to)
              .run(dryRun, state -> tell(err, state));
    }
    if (moved.wasDone()) {
      err.println("everything was moved before: nothing was done");
      err.flush();
    }
    output
        .printer()
        .rows(
            List.of("topic", "records", dryRun ? "to copy" : "copied", "digest"),
            moved.states().stream()
                .map(
                    state ->
                        List.of(
                            state.topic(),
                            Long.toString(state.records()),
                            Long.toString(state.missing()),
                            state.digest()))
                .toList());
    return 0;
  }

  private Topics target() {
    try {
      return new Topics(toPrefix, toPartitions, cluster.topics().replicationFactor());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Place place(Topics topics, Optional<String> applicationId) {
    return new Place(topics, applicationId.orElseGet(topics::applicationId));
  }

  private static void tell(PrintWriter err, TopicState state) {
    err.println(
        state.topic()
            + ": "
            + state.records()
            + " records, "
            + state.missing()
            + " of them were not there");
    err.flush();
  }
}
