// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.connector.ConnectorKeys;
import io.tokenbroker.cli.provider.CatalogPage;
import io.tokenbroker.cli.provider.JsonSchema;
import io.tokenbroker.cli.provider.Profile;
import io.tokenbroker.cli.provider.ProfileCatalog;
import io.tokenbroker.cli.provider.ProfileFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenbroker providers}: needs no cluster. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "providers",
    footer = {"", "Example:", "  tokenbroker providers list"},
    description = "Look at the profiles of providers that connectors are made from.",
    synopsisSubcommandLabel = "COMMAND")
public final class ProvidersCommand {
  private final ProfileCatalog catalog = new ProfileCatalog();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** {@code tokenbroker providers list}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "list",
      footer = {"", "Example:", "  tokenbroker providers list --output json"},
      description = "List the catalogue.")
  int list(
      @Option(names = "--json", hidden = true, description = "The same as --output json.")
          boolean json,
      @Mixin OutputOption output) {
    (json ? new Printer(out(), Printer.Format.json) : output.printer())
        .rows(
            List.of("name", "title", "verification"),
            catalog.all().stream()
                .map(
                    profile ->
                        List.of(profile.name(), profile.title(), profile.verification().word()))
                .toList());
    return ExitCode.OK;
  }

  /** {@code tokenbroker providers show}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "show",
      footer = {"", "Example:", "  tokenbroker providers show github"},
      description = {
        "Print a profile of the catalogue: what it knows, where from, and its variables.",
        "What is printed is a profile file: changed, it is used with provider: { file: PATH }."
      })
  int show(@Parameters(paramLabel = "NAME", description = "The profile's name.") String name) {
    String text = catalog.text(name).orElseThrow(() -> new CliException(catalog.unknown(name)));
    text.lines().forEach(line -> out().println(Printer.printable(line)));
    out().flush();
    return ExitCode.OK;
  }

  /** {@code tokenbroker providers validate}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "validate",
      footer = {"", "Example:", "  tokenbroker providers validate my-provider.yaml"},
      description = "Check profile files; says file, line and key of each one's first fault.")
  int validate(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "Profile files.")
          List<Path> files) {
    int faulty = 0;
    for (Path file : files) {
      try {
        Profile profile = ProfileFile.read(file);
        out().println(Printer.printable(file + ": valid: " + profile.name()));
      } catch (CliException e) {
        faulty++;
        err().println(Printer.printable(String.valueOf(e.getMessage())));
      }
    }
    out().flush();
    err().flush();
    return faulty == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** {@code tokenbroker providers schema}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "schema",
      footer = {"", "Example:", "  tokenbroker providers schema > profile.schema.json"},
      description = "Print the JSON Schema of profile files, for editors.")
  int schema(
      @Option(names = "--connectors", description = "Of connector files instead.")
          boolean connectors) {
    out().print(JsonSchema.text(connectors ? ConnectorKeys.schema() : JsonSchema.ofProfile()));
    out().flush();
    return ExitCode.OK;
  }

  /** {@code tokenbroker providers page}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "page",
      footer = {"", "Example:", "  tokenbroker providers page > catalogue.md"},
      description = "Print the catalogue's reference page, docs/catalogue.md.")
  int page() {
    out().print(new CatalogPage(catalog.all()).text());
    out().flush();
    return ExitCode.OK;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
