// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.connector.ConnectorApplier;
import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.cli.connector.ConnectorFile;
import io.tokenbroker.cli.connector.ConnectorSpec;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenbroker connectors}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "connectors",
    footer = {"", "Example:", "  tokenbroker connectors list"},
    description = "Define connectors.",
    synopsisSubcommandLabel = "COMMAND")
public final class ConnectorsCommand {
  private final Map<String, String> environment;

  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  public ConnectorsCommand(Map<String, String> environment, ClusterOptions cluster) {
    this.environment = environment;
    this.cluster = cluster;
  }

  /** {@code tokenbroker connectors apply}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "apply",
      footer = {
        "",
        "Examples:",
        "  tokenbroker connectors apply --file connectors.yaml --keys keys --dry-run",
        "  tokenbroker connectors apply --file connectors.yaml --keys keys --renew-secrets"
      },
      description = "Bring the connectors to what a YAML file says; those not named in it stay.")
  int apply(
      @Option(
              names = {"-f", "--file"},
              required = true,
              paramLabel = "FILE",
              description = "The YAML file.")
          Path file,
      @Option(
              names = "--keys",
              required = true,
              paramLabel = "DIR",
              defaultValue = "${env:TOKENBROKER_KEYSETS}",
              description = "Folder with the broker's public keyset (env TOKENBROKER_KEYSETS).")
          Path keys,
      @Option(names = "--dry-run", description = "Say what would change, and write nothing.")
          boolean dryRun,
      @Option(
              names = "--renew-secrets",
              description =
                  "Seal every client secret and key again, as a new revision: use it when one"
                      + " changed, which can't be seen from its sealed form.")
          boolean renewSecrets,
      @Mixin OutputOption output) {
    List<ConnectorSpec> wanted = ConnectorFile.read(file);
    KeysetFolder keysets = new KeysetFolder(keys, new KeyEncryptionKey(new AbsentKey()));
    ConnectorApplier.Applied applied =
        new ConnectorApplier(
                cluster.kafka(),
                cluster.topics(),
                cluster.codec(),
                keysets.brokerInboxSealer(),
                environment,
                Operator.name(),
                cluster.timeout())
            .apply(wanted, dryRun, renewSecrets);
    output
        .printer()
        .rows(
            List.of("connector", "revision", dryRun ? "would be" : "result"),
            applied.changes().stream()
                .map(
                    change ->
                        List.of(
                            change.id().toString(),
                            Long.toString(change.revision()),
                            change.verb()))
                .toList());
    warn(applied.warnings());
    return 0;
  }

  private void warn(List<String> warnings) {
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("warning: " + Printer.printable(warning)));
    err.flush();
  }

  /** {@code tokenbroker connectors list}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "list",
      footer = {"", "Example:", "  tokenbroker connectors list --output json"},
      description = "List the connectors that are defined.")
  int list(@Mixin OutputOption output) {
    ConnectorCatalog catalog =
        ConnectorCatalog.read(
            cluster.kafka(), cluster.topics(), cluster.codec(), cluster.timeout());
    output
        .printer()
        .rows(
            List.of(
                "connector",
                "revision",
                "mode",
                "grant type",
                "binding",
                "token endpoint",
                "client id",
                "defined at"),
            catalog.sorted().entrySet().stream()
                .map(
                    entry ->
                        List.of(
                            entry.getKey().toString(),
                            Long.toString(entry.getValue().getRevision()),
                            mode(entry.getValue()),
                            entry.getValue().getGrantType().name().toLowerCase(Locale.ROOT),
                            binding(entry.getValue()),
                            entry.getValue().getTokenEndpoint(),
                            entry.getValue().getClientId(),
                            entry.getValue().getDefinedAt().toString()))
                .toList());
    return 0;
  }

  /** As the YAML file spells it. */
  private static String mode(ConnectorDefined connector) {
    return connector.getAuthMode().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Only where a person comes back in a browser for a grant of that person's own. */
  private static String binding(ConnectorDefined connector) {
    return connector.getAuthMode() == AuthMode.PER_USER
            && connector.getGrantType() == GrantType.AUTHORIZATION_CODE
        ? connector.getBinding().name().toLowerCase(Locale.ROOT)
        : "-";
  }
}
