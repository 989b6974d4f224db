// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.TopicAdmin;
import io.tokenbroker.topic.TopicAdminException;
import io.tokenbroker.topic.Topics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tokenbroker topics}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "topics",
    description = "Plan, make and verify the topics.",
    synopsisSubcommandLabel = "COMMAND")
public final class TopicsCommand {
  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  public TopicsCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** {@code tokenbroker topics plan}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "plan",
      description = "Say what apply would make, and change nothing.")
  int plan() {
    return with(
        admin -> {
          print("would make", admin.missing());
          return 0;
        });
  }

  /** {@code tokenbroker topics apply}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "apply",
      description = "Make the topics that are missing; change none that is there.")
  int apply() {
    return with(
        admin -> {
          print("made", admin.createMissing());
          return 0;
        });
  }

  /** {@code tokenbroker topics verify}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "verify",
      description = "Compare the topics with what they have to be; exit code 1 if they differ.")
  int verify() {
    return with(
        admin -> {
          List<String> differences = admin.verify();
          differences.forEach(out()::println);
          if (differences.isEmpty()) {
            out().println("all topics are as they have to be");
          }
          out().flush();
          return differences.isEmpty() ? 0 : 1;
        });
  }

  private void print(String verb, List<Topic> created) {
    Topics topics = cluster.topics();
    for (Topic topic : created) {
      out()
          .println(
              verb
                  + " "
                  + topics.name(topic)
                  + " partitions="
                  + topics.partitionsOf(topic)
                  + " replication="
                  + topics.replicationFactor()
                  + " "
                  + topics.settingsOf(topic));
    }
    out().println(created.isEmpty() ? "no topic is missing" : created.size() + " topics");
    out().flush();
  }

  private int with(ToIntFunction<TopicAdmin> action) {
    Map<String, Object> kafka = cluster.kafka();
    try (ClusterAdmin admin = new ClusterAdmin(kafka, cluster.timeout())) {
      return action.applyAsInt(new TopicAdmin(admin.kafka(), cluster.topics(), cluster.timeout()));
    } catch (TopicAdminException e) {
      throw new CliException(
          e.getMessage() + " (Kafka at " + kafka.get("bootstrap.servers") + ")", e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
