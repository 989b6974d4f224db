// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.TopicRead;
import io.tokenbroker.follow.TopicFollower;
import io.tokenbroker.process.suggestion.Suggestion;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker events}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "events",
    footer = {"", "Example:", "  tokenbroker events tail --tenant acme"},
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
      description = {
        "Print records of topics, one a line, until interrupted: token events and audit records"
            + " unless --topic says otherwise. Never a secret: sealed fields are left out.",
        "Records of several partitions come as they are read, each partition in its order."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:the end was reached (--until-end)", "1:failed", "2:wrong usage"},
      footer = {
        "",
        "Examples:",
        "  tokenbroker events tail --tenant acme --user ann",
        "  tokenbroker events tail --since PT1H --until-end --output json",
        "  tokenbroker events tail --topic provider-results --from-beginning"
      })
  int tail(
      @Option(
              names = {"--from-beginning", "--from-start"},
              description = "Begin with the oldest, not with the next.")
          boolean fromStart,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description = "Begin there: 2030-01-31T12:00:00Z, or how long ago: PT30M, P7D.")
          Optional<Instant> from,
      @Option(names = "--until-end", description = "Stop when all that is there was printed.")
          boolean untilEnd,
      @Option(
              names = "--topic",
              paramLabel = "NAME",
              description =
                  "Topics without their prefix; repeat it for several (token-events, audit).")
          List<String> names,
      @Mixin KeyFilter filter,
      @Mixin OutputOption output) {
    List<Topic> topics = topics(Optional.ofNullable(names).orElse(List.of()));
    Printer printer = output.printer();
    EventCodec codec = cluster.codec();
    Optional<Instant> since = fromStart ? Optional.empty() : from.or(() -> Optional.of(now()));
    Map<String, Object> kafka = cluster.kafka();
    List<TopicFollower> followers = new ArrayList<>();
    try {
      for (Topic topic : topics) {
        followers.add(
            new TopicFollower(
                cluster.topics().name(topic),
                since,
                kafka,
                record -> print(printer, topic, codec, filter, record)));
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

  private static Instant now() {
    return Instant.now();
  }

  private List<Topic> topics(List<String> names) {
    return names.isEmpty()
        ? List.of(Topic.TOKEN_EVENTS, Topic.AUDIT)
        : names.stream().map(this::topic).toList();
  }

  private Topic topic(String name) {
    List<String> known = Arrays.stream(Topic.values()).map(Topic::baseName).toList();
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.baseName().equals(name) || cluster.topics().name(topic).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "there is no topic "
                        + name
                        + Suggestion.among(name, known)
                        + "; there are "
                        + String.join(", ", known)));
  }

  private static void print(
      Printer printer,
      Topic topic,
      EventCodec codec,
      KeyFilter filter,
      ConsumerRecord<String, byte[]> record) {
    if (!isMeant(topic, codec, filter, record)) {
      return;
    }
    // Several followers print: one line at a time.
    synchronized (printer) {
      if (printer.isJson()) {
        printer.json(EventLine.whole(topic.baseName(), record, codec));
      } else {
        printer.line(EventLine.of(record, codec));
      }
    }
  }

  /** A reply's key says nothing of the grant, its value does. */
  private static boolean isMeant(
      Topic topic, EventCodec codec, KeyFilter filter, ConsumerRecord<String, byte[]> record) {
    if (topic.keyedBy() != Topic.KeyedBy.CORRELATION_ID || filter.isEmpty()) {
      return filter.test(String.valueOf(record.key()));
    }
    try {
      return record.value() != null
          && filter.test(
              String.valueOf(PublicFields.of(codec.decode(record.value())).get("tokenKey")));
    } catch (MalformedRecordException e) {
      return false;
    }
  }
}
