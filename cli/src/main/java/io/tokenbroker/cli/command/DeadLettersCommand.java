// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.cli.letter.DeadLetterRecord;
import io.tokenbroker.cli.letter.Replay;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenbroker dead-letters}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "dead-letters",
    description = {
      "Look at records that could not be read or handled, and put them back.",
      "ID is PARTITION:OFFSET on the topic dead-letters, as list prints it."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  tokenbroker dead-letters list --tenant acme"})
public final class DeadLettersCommand {
  private final ClusterOptions cluster;
  private final Terminal terminal;
  @Spec private CommandSpec spec = CommandSpec.create();

  public DeadLettersCommand(ClusterOptions cluster, Terminal terminal) {
    this.cluster = cluster;
    this.terminal = terminal;
  }

  /** {@code tokenbroker dead-letters list}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "list",
      description = "List dead letters, partition by partition, each in its order.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:listed", "1:they could not be read", "2:wrong usage"},
      footer = {
        "",
        "Examples:",
        "  tokenbroker dead-letters list",
        "  tokenbroker dead-letters list --tenant acme --since P1D --output json"
      })
  int list(
      @Mixin KeyFilter filter,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description = "From then on: 2030-01-31T12:00:00Z, or how long ago: PT30M, P7D.")
          Optional<Instant> since,
      @Mixin OutputOption output) {
    Printer.RowStream rows =
        output.printer().stream(
            List.of(
                new Printer.Column("id", 10),
                new Printer.Column("time", 24),
                new Printer.Column("source", 16),
                new Printer.Column("key", 40),
                new Printer.Column("error", 0)));
    try (Reading reading = new Reading(spec.commandLine().getErr(), "dead letters")) {
      new TopicScan(cluster.kafka(), cluster.timeout())
          .read(
              topic(),
              new TopicScan.Range(filter.oneKey(), since, Optional.empty()),
              record -> {
                reading.one();
                DeadLetterRecord letter = new DeadLetterRecord(record, cluster.topics());
                if (filter.test(letter.key())) {
                  rows.row(row(letter));
                }
              });
    }
    return 0;
  }

  private static List<String> row(DeadLetterRecord letter) {
    return List.of(
        letter.id(), letter.at().toString(), sourceName(letter), letter.key(), letter.error());
  }

  /** {@code tokenbroker dead-letters show}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "show",
      description =
          "Show a dead letter: where it came from, what went wrong, what it says as far as it can"
              + " be read, and whether it may be replayed. Never a secret.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:shown", "1:it is not there, or could not be read", "2:wrong usage"},
      footer = {"", "Example:", "  tokenbroker dead-letters show 3:17"})
  int show(
      @Parameters(paramLabel = "ID", description = "PARTITION:OFFSET.") String id,
      @Mixin OutputOption output) {
    DeadLetterRecord letter = find(id);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("id", letter.id());
    facts.put("time", letter.at().toString());
    facts.put("source", sourceName(letter));
    facts.put("source place", letter.sourcePlace());
    facts.put("key", letter.key());
    facts.put("error", letter.error());
    ConsumerRecord<String, byte[]> record = letter.record();
    facts.put("value", record.value() == null ? "none" : record.value().length + " bytes");
    facts.putAll(content(record));
    facts.put("replay", letter.obstacle().map(why -> "not possible: " + why).orElse("is possible"));
    output.printer().facts(facts);
    return 0;
  }

  private Map<String, String> content(ConsumerRecord<String, byte[]> record) {
    Map<String, String> content = new LinkedHashMap<>();
    if (record.value() == null) {
      return content;
    }
    EventCodec codec = cluster.codec();
    try {
      var event = codec.decode(record.value());
      content.put("type", event.getSchema().getName());
      PublicFields.of(event).forEach((name, value) -> content.put(name, String.valueOf(value)));
    } catch (MalformedRecordException e) {
      content.put("type", "unreadable: " + e.getMessage());
    }
    return content;
  }

  /** {@code tokenbroker dead-letters replay}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "replay",
      description = {
        "Put dead letters back to the topics that they came from, as they were: key, value,"
            + " headers. Do it when the cause is mended: else they come back.",
        "What came from authorizations, token-commands and refresh-requests may be replayed: the"
            + " broker knows their ids again, so a second one does nothing, and what is too old is"
            + " answered as expired. provider-requests and provider-results never: a call must not"
            + " be made twice.",
        "Each replay leaves a record in the audit (dead_letter_replayed); a letter that was"
            + " replayed before is refused without --again."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:replayed, or with --dry-run: all of them may be",
        "1:one of them may not be, or failed; the output says which were done",
        "2:wrong usage"
      },
      footer = {
        "",
        "Examples:",
        "  tokenbroker dead-letters replay 3:17 --dry-run",
        "  tokenbroker dead-letters replay 3:17 3:18 --yes"
      })
  int replay(
      @Parameters(arity = "1..*", paramLabel = "ID", description = "PARTITION:OFFSET.")
          List<String> ids,
      @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
          boolean dryRun,
      @Option(names = "--yes", description = "Do not ask; needed where nobody can be asked.")
          boolean yes,
      @Option(names = "--again", description = "Also those that were replayed before.")
          boolean again,
      @Mixin OutputOption output) {
    Confirmation confirmation = new Confirmation(terminal, yes);
    if (!dryRun && !confirmation.isPossible()) {
      throw new ParameterException(
          spec.commandLine(), "nobody can be asked here: give --yes, or --dry-run to look only");
    }
    List<DeadLetterRecord> letters = ids.stream().distinct().map(this::find).toList();
    Replay replay = new Replay(cluster, cluster.codec(), Operator.name(), Clock.systemUTC());
    if (!dryRun) {
      confirmation.demand(
          "Replay " + letters.size() + (letters.size() == 1 ? " dead letter?" : " dead letters?"));
    }
    Printer.RowStream rows =
        output.printer().stream(
            List.of(
                new Printer.Column("id", 10),
                new Printer.Column("source", 16),
                new Printer.Column("result", 12),
                new Printer.Column("detail", 0)));
    boolean all = true;
    for (DeadLetterRecord letter : letters) {
      Optional<String> obstacle = obstacle(letter, replay, again);
      if (obstacle.isEmpty() && !dryRun) {
        replay.run(letter);
      }
      all &= obstacle.isEmpty();
      String done = dryRun ? "would be" : "replayed";
      rows.row(
          List.of(
              letter.id(),
              sourceName(letter),
              obstacle.isPresent() ? "refused" : done,
              obstacle.orElse("to " + letter.sourceTopic())));
    }
    return all ? 0 : 1;
  }

  private static Optional<String> obstacle(DeadLetterRecord letter, Replay replay, boolean again) {
    return letter
        .obstacle()
        .or(
            () ->
                again
                    ? Optional.empty()
                    : replay.before(letter).map(at -> "it was replayed at " + at + ": --again"));
  }

  private DeadLetterRecord find(String id) {
    String[] parts = id.split(":", -1);
    try {
      TopicPartition partition = new TopicPartition(topic(), Integer.parseInt(parts[0]));
      long offset = Long.parseLong(parts[parts.length - 1]);
      if (parts.length != 2 || partition.partition() < 0 || offset < 0) {
        throw new NumberFormatException(id);
      }
      return new TopicScan(cluster.kafka(), cluster.timeout())
          .at(partition, offset)
          .map(record -> new DeadLetterRecord(record, cluster.topics()))
          .orElseThrow(
              () -> new CliException("there is no dead letter " + id + ": see dead-letters list"));
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "an ID is PARTITION:OFFSET, such as 3:17, not " + id, e);
    }
  }

  private static String sourceName(DeadLetterRecord letter) {
    return letter.source().map(Topic::baseName).orElse(letter.sourceTopic());
  }

  private String topic() {
    return cluster.topics().name(Topic.DEAD_LETTERS);
  }
}
