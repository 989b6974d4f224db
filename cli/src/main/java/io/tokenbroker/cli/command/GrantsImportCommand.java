// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.cli.importing.GrantImport;
import io.tokenbroker.cli.importing.ImportDrafts;
import io.tokenbroker.cli.importing.ImportRow;
import io.tokenbroker.cli.importing.ReportFile;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.Sealer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenbroker grants import}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "import",
    description = {
      "Bring grants in from another system. The file is JSON Lines, one object a line: key, or"
          + " tenant, connector, user (none: shared) and alias; refresh_token, access_token,"
          + " expires_at, refresh_token_expires_at (ISO 8601 or seconds since 1970), scopes,"
          + " subject.",
      "The whole file is checked before anything is sent; with a bad line nothing is. Prints one"
          + " line for each, as the answers come, and never a token. Exit code 0 if all are"
          + " imported, 1 if not."
    },
    footer = {
      "",
      "Example of a line:",
      "  {\"tenant\":\"acme\",\"connector\":\"github\",\"user\":\"ann\",\"refresh_token\":\"...\"}",
      "Examples:",
      "  tokenbroker grants import grants.jsonl --keys keys --dry-run",
      "  tokenbroker grants import grants.jsonl --keys keys --rate 50 --report report.jsonl"
    })
final class GrantsImportCommand implements Callable<Integer> {
  private static final List<Printer.Column> COLUMNS =
      List.of(
          new Printer.Column("line", 7),
          new Printer.Column("key", 40),
          new Printer.Column("result", 13),
          new Printer.Column("reason", 0));
  private static final String NOTHING_DONE = "nothing was imported";
  private static final String AGAIN =
      "what was sent stands; given again, what is imported already is refused as grant_exists";

  private final GrantsCommand grants;
  private final Clock clock = Clock.systemUTC();
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RateOption rate = new RateOption();

  @Parameters(paramLabel = "FILE", description = "The file; only you should be able to read it.")
  private Path file = Path.of("");

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "DIR",
      defaultValue = "${env:TOKENBROKER_KEYSETS}",
      description = "Folder with the broker's public keyset (env TOKENBROKER_KEYSETS).")
  private Path keys = Path.of("");

  @Option(
      names = "--dry-run",
      description = "Check, ask the broker what would be done; do nothing.")
  private boolean dryRun;

  @Option(names = "--replace", description = "Replace grants that are active already.")
  private boolean replace;

  @Option(names = "--skip-bad", description = "Leave bad lines out and import the others.")
  private boolean skipBad;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the result of every line into this new file, as JSON Lines.")
  private Optional<Path> report = Optional.empty();

  GrantsImportCommand(GrantsCommand grants) {
    this.grants = grants;
  }

  @Override
  public Integer call() {
    rate.pace();
    warnOfReaders();
    Sealer sealer =
        new KeysetFolder(keys, new KeyEncryptionKey(new AbsentKey())).brokerInboxSealer();
    ConnectorCatalog connectors = grants.connectors();
    ImportDrafts drafts = new ImportDrafts(sealer, connectors, replace, Operator.name(), clock);
    if (report.isEmpty()) {
      return run(drafts, row -> {});
    }
    try (ReportFile written = new ReportFile(report.get())) {
      return run(drafts, written::write);
    }
  }

  private int run(ImportDrafts drafts, Consumer<ImportRow> report) {
    GrantImport grantImport = new GrantImport(file, drafts.connectors(), clock);
    Printer.RowStream rows = grants.printer().stream(COLUMNS);
    grantImport.check(
        row -> {
          rows.row(values(row));
          report.accept(row);
        });
    int bad = grantImport.bad();
    if (bad > 0) {
      tell(
          bad
              + " of "
              + (bad + grantImport.good())
              + " lines are bad: "
              + (skipBad
                  ? "they are left out"
                  : "nothing was imported; mend them, or leave them out with --skip-bad"));
    }
    if (bad > 0 && !skipBad) {
      return 1;
    }
    int code = send(grantImport, drafts, rows, report);
    return bad > 0 ? 1 : code;
  }

  private int send(
      GrantImport grantImport,
      ImportDrafts drafts,
      Printer.RowStream rows,
      Consumer<ImportRow> report) {
    ClusterOptions cluster = grants.cluster();
    PrintWriter err = spec.commandLine().getErr();
    try (BrokerCommands broker = BrokerCommands.to(cluster);
        Bulk bulk =
            new Bulk(
                rows,
                new Progress(err, "grants", grantImport.good(), dryRun ? NOTHING_DONE : AGAIN))) {
      Consumer<ImportRow> each =
          row -> {
            bulk.row(row.result(), values(row));
            report.accept(row);
          };
      Function<String, SpecificRecord> question = GrantsCommand.drafts().describe();
      if (dryRun) {
        grantImport.foresee(broker, question, replace, each);
      } else {
        grantImport.run(broker, rate.pace(), drafts, question, each);
      }
      return bulk.finish();
    }
  }

  private static List<String> values(ImportRow row) {
    return List.of(Integer.toString(row.line()), row.key(), row.result().word(), row.reason());
  }

  private void warnOfReaders() {
    try {
      Set<PosixFilePermission> permissions =
          file.getFileSystem().supportedFileAttributeViews().contains("posix")
              ? Files.getPosixFilePermissions(file)
              : Set.of();
      if (permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ)) {
        tell(
            "warning: others than its owner can read "
                + file
                + ", and it holds tokens: chmod 600 it");
      }
    } catch (IOException e) {
      throw new CliException("could not read " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  private void tell(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
