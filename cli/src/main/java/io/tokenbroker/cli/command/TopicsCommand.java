// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.TopicAdminException;
import io.tokenbroker.topic.TopicDifference;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.topic.WantedTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code tokenbroker topics}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "topics",
    footer = {"", "Examples:", "  tokenbroker topics plan", "  tokenbroker topics apply"},
    description = "Plan, make and verify the topics, and who may do what with them.",
    synopsisSubcommandLabel = "COMMAND")
public final class TopicsCommand {
  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--application-id",
      scope = ScopeType.INHERIT,
      paramLabel = "ID",
      description =
          "The broker's application id, which its internal topics, groups and transactions are"
              + " called after (the prefix, then 'broker').")
  private Optional<String> applicationId = Optional.empty();

  private TopicsCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** The command with its subcommands. */
  public static CommandLine commandLine(ClusterOptions cluster) {
    TopicsCommand topics = new TopicsCommand(cluster);
    return new CommandLine(topics).addSubcommand(new TopicsAclsCommand(topics));
  }

  /** {@code tokenbroker topics plan}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "plan",
      description = {
        "Say what apply would do, and change nothing.",
        "Exit code 1 if something is in the way that apply does not mend."
      },
      footer = {
        "",
        "Examples:",
        "  tokenbroker topics plan",
        "  tokenbroker topics plan --replication-factor 1 --output json"
      })
  int plan(@Mixin OutputOption output) {
    return with(
        admin -> {
          List<TopicDifference> differences = looked(admin);
          print(output.printer(), differences, "would make", "would raise");
          return hasObstacle(differences) ? 1 : 0;
        });
  }

  /** {@code tokenbroker topics apply}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "apply",
      description = {
        "Make the topics that are missing, the broker's internal ones too, and raise settings that"
            + " are too low. Nothing is deleted or shortened, and partition counts never change;"
            + " a second run does nothing.",
        "Exit code 1, and nothing done, if a topic has other partitions or another clean-up policy."
      },
      footer = {
        "",
        "Examples:",
        "  tokenbroker topics apply --bootstrap-server kafka-1:9092",
        "  tokenbroker topics apply --dry-run",
        "  tokenbroker topics apply --replication-factor 1     # where there is one broker"
      })
  int apply(
      @Option(names = "--dry-run", description = "Say what would be done; the same as plan.")
          boolean dryRun,
      @Mixin OutputOption output) {
    if (dryRun) {
      return plan(output);
    }
    return with(
        admin -> {
          List<TopicDifference> differences = looked(admin);
          if (hasObstacle(differences)) {
            print(output.printer(), differences, "would make", "would raise");
            throw new CliException("nothing was done: see what is in the way with topics plan");
          }
          admin.mend(differences);
          print(output.printer(), differences, "made", "raised");
          return 0;
        });
  }

  /** {@code tokenbroker topics verify}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "verify",
      description = "Compare the topics with what they have to be; exit code 1 if they differ.",
      footer = {"", "Example:", "  tokenbroker topics verify --output json"})
  int verify(@Mixin OutputOption output) {
    return with(
        admin -> {
          Printer printer = output.printer();
          List<TopicDifference> differences = admin.differences();
          if (printer.isJson()) {
            print(printer, differences, "missing", "too low");
          } else {
            differences.forEach(difference -> printer.text(difference.text()));
            if (differences.isEmpty()) {
              printer.text("all topics are as they have to be");
            }
          }
          return differences.isEmpty() ? 0 : 1;
        });
  }

  ClusterOptions cluster() {
    return cluster;
  }

  String applicationId() {
    return applicationId.orElseGet(() -> cluster.topics().applicationId());
  }

  private List<TopicDifference> looked(TopicAdmin admin) {
    noteOn(cluster.topics().replicationFactor());
    List<TopicDifference> differences = admin.differences();
    if (differences.stream().anyMatch(it -> it.kind() == TopicDifference.Kind.MISSING)) {
      admin.requireEnoughBrokers();
    }
    return differences;
  }

  /** Fewer than three replicas are allowed, and said. */
  private void noteOn(short replicas) {
    if (replicas < 3) {
      spec.commandLine()
          .getErr()
          .println(
              replicas == 1
                  ? "note: one replica: a lost disk loses grants. Three are for production."
                  : "note: two replicas: an acknowledged record may be on one broker only. Three"
                      + " are for production.");
      spec.commandLine().getErr().flush();
    }
  }

  private void print(
      Printer printer, List<TopicDifference> differences, String make, String raise) {
    Map<String, WantedTopic> wanted =
        cluster.topics().wanted(applicationId()).stream()
            .collect(Collectors.toMap(WantedTopic::name, topic -> topic));
    printer.rows(
        List.of("action", "topic", "setting", "found", "wanted"),
        differences.stream()
            .map(
                difference ->
                    List.of(
                        action(difference, make, raise),
                        difference.topic(),
                        difference.setting(),
                        difference.found(),
                        difference.kind() == TopicDifference.Kind.MISSING
                            ? text(
                                Optional.ofNullable(wanted.get(difference.topic())).orElseThrow())
                            : difference.wanted()))
            .toList());
    if (!printer.isJson()) {
      printer.text(
          differences.isEmpty()
              ? "nothing to do: all topics are as they have to be"
              : differences.size() + " differences");
    }
  }

  private static String action(TopicDifference difference, String make, String raise) {
    return switch (difference.kind()) {
      case MISSING -> make;
      case TOO_LOW -> raise;
      case UNSEEN -> "may not see";
      case PARTITIONS, CLEAN_UP -> "in the way";
      case OTHER -> "to weigh";
    };
  }

  private static String text(WantedTopic topic) {
    return "partitions="
        + topic.partitions()
        + " replicas="
        + topic.replicationFactor()
        + " "
        + new TreeMap<>(topic.settings())
            .entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  private static boolean hasObstacle(List<TopicDifference> differences) {
    return differences.stream()
        .anyMatch(difference -> difference.isObstacle() && !difference.isMendable());
  }

  private int with(ToIntFunction<TopicAdmin> action) {
    Map<String, Object> kafka = cluster.kafka();
    Topics topics = cluster.topics();
    try (ClusterAdmin admin = new ClusterAdmin(kafka, cluster.timeout())) {
      return action.applyAsInt(
          new TopicAdmin(admin.kafka(), topics, applicationId(), cluster.timeout()));
    } catch (TopicAdminException e) {
      throw new CliException(
          e.getMessage() + " (Kafka at " + kafka.get("bootstrap.servers") + ")", e);
    }
  }
}
