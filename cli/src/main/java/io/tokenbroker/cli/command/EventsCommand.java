// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.TopicRead;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenbroker events}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "events",
    description = "Watch what happens.",
    synopsisSubcommandLabel = "COMMAND")
public final class EventsCommand {
  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  public EventsCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** {@code tokenbroker events tail}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "tail",
      description = "Print token events and audit records, one a line, until interrupted.")
  int tail(
      @Option(names = "--from-start", description = "Begin with the oldest, not with the next.")
          boolean fromStart,
      @Option(names = "--until-end", description = "Stop when all that is there was printed.")
          boolean untilEnd,
      @Option(
              names = "--output",
              defaultValue = "table",
              description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
          Printer.Format output) {
    Printer printer = new Printer(spec.commandLine().getOut(), output);
    EventCodec codec = cluster.codec();
    Optional<Instant> since = fromStart ? Optional.empty() : Optional.of(Instant.now());
    Map<String, Object> kafka = cluster.kafka();
    List<TopicFollower> followers = new ArrayList<>();
    try {
      for (Topic topic : List.of(Topic.TOKEN_EVENTS, Topic.AUDIT)) {
        followers.add(
            new TopicFollower(
                cluster.topics().name(topic),
                since,
                kafka,
                record -> print(printer, codec, record)));
      }
      for (TopicFollower follower : followers) {
        TopicRead.awaitEnd(follower, "of events", kafka, cluster.timeout());
      }
      // Without an end it is the user's interrupt that ends the process.
      boolean interrupted =
          !untilEnd && new CountDownLatch(1).await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      return interrupted ? 1 : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      followers.forEach(TopicFollower::close);
    }
  }

  private static void print(
      Printer printer, EventCodec codec, ConsumerRecord<String, byte[]> record) {
    // Two followers print: one line at a time.
    synchronized (printer) {
      printer.line(EventLine.of(record, codec));
    }
  }
}
