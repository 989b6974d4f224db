// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.TopicScan;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.wire.EventCodec;
import io.tokenbroker.wire.MalformedRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker audit}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "audit",
    description = "Search what was done, by whom, and why.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  tokenbroker audit search --tenant acme --action grant_revoked"})
public final class AuditCommand {
  private static final int MAX_LIMIT = 100_000;
  private static final Duration BY_DEFAULT = Duration.ofDays(7);

  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  public AuditCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** One that was found. */
  private record Found(String key, AuditRecord audit) {}

  /** {@code tokenbroker audit search}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "search",
      description = {
        "Search the audit. The newest that match are printed, the oldest of them first.",
        "With --key one partition is read, else all of them, from --since on; how far it is, is"
            + " told on standard error."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:searched, whether anything was found or not",
        "1:the audit could not be read",
        "2:wrong usage"
      },
      footer = {
        "",
        "Examples:",
        "  tokenbroker audit search --key acme/github/personal/ann/default --since P30D",
        "  tokenbroker audit search --tenant acme --action refresh_failed --reason invalid_client",
        "  tokenbroker audit search --actor operator:olga --since 2030-01-01T00:00:00Z --output"
            + " json"
      })
  int search(
      @Mixin KeyFilter filter,
      @Option(names = "--action", paramLabel = "A", description = "Only this action.")
          Optional<String> action,
      @Option(names = "--reason", paramLabel = "R", description = "Only with this reason.")
          Optional<String> reason,
      @Option(names = "--actor", paramLabel = "WHO", description = "Only what was done by them.")
          Optional<String> actor,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description =
                  "From then on: 2030-01-31T12:00:00Z, or how long ago: PT30M, P7D (P7D).")
          Optional<Instant> since,
      @Option(
              names = "--until",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description = "Before then.")
          Optional<Instant> until,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "The newest N, 1 to 100000 (${DEFAULT-VALUE}).")
          int limit,
      @Mixin OutputOption output) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ParameterException(
          spec.commandLine(), "--limit is 1 to " + MAX_LIMIT + ", not " + limit);
    }
    EventCodec codec = cluster.codec();
    Comparator<Found> byTime = Comparator.comparing(found -> found.audit().getAt());
    PriorityQueue<Found> newest = new PriorityQueue<>(byTime);
    try (Reading reading = new Reading(spec.commandLine().getErr(), "audit records")) {
      new TopicScan(cluster.kafka(), cluster.timeout())
          .read(
              cluster.topics().name(Topic.AUDIT),
              new TopicScan.Range(
                  filter.oneKey(),
                  since.or(() -> Optional.of(Instant.now().minus(BY_DEFAULT))),
                  until),
              record -> {
                reading.one();
                decoded(record, codec)
                    .filter(found -> filter.test(found.key()))
                    .filter(found -> isMeant(found.audit(), action, reason, actor))
                    .ifPresent(found -> keep(newest, found, limit));
              });
    }
    boolean all = newest.size() < limit;
    print(output.printer(), newest);
    if (!all) {
      spec.commandLine().getErr().println("the newest " + limit + "; there may be more (--limit)");
      spec.commandLine().getErr().flush();
    }
    return 0;
  }

  private static void keep(PriorityQueue<Found> newest, Found found, int limit) {
    newest.add(found);
    if (newest.size() > limit) {
      newest.poll();
    }
  }

  private static Optional<Found> decoded(ConsumerRecord<String, byte[]> record, EventCodec codec) {
    try {
      return Optional.ofNullable(record.value())
          .map(codec::decode)
          .filter(AuditRecord.class::isInstance)
          .map(event -> new Found(String.valueOf(record.key()), (AuditRecord) event));
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
  }

  private static boolean isMeant(
      AuditRecord audit, Optional<String> action, Optional<String> reason, Optional<String> actor) {
    return action.filter(wanted -> !wanted.equals(audit.getAction())).isEmpty()
        && (reason.isEmpty() || audit.getReason().equals(reason))
        && actor.filter(wanted -> !wanted.equals(audit.getActor())).isEmpty();
  }

  private static void print(Printer printer, PriorityQueue<Found> found) {
    while (!found.isEmpty()) {
      Found next = found.remove();
      if (printer.isJson()) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("key", next.key());
        shown.putAll(PublicFields.of(next.audit()));
        printer.json(shown);
      } else {
        printer.line(line(next));
      }
    }
  }

  private static Map<String, String> line(Found found) {
    AuditRecord audit = found.audit();
    Map<String, String> line = new LinkedHashMap<>();
    line.put("at", audit.getAt().toString());
    line.put("key", found.key());
    line.put("action", audit.getAction());
    line.put("actor", "by " + audit.getActor());
    audit.getReason().ifPresent(why -> line.put("reason", why));
    if (!audit.getDetails().isEmpty()) {
      line.put(
          "details",
          audit.getDetails().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .collect(Collectors.joining(" ")));
    }
    return line;
  }
}
