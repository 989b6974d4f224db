// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.BrokerQuestion;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.CommandDrafts;
import io.tokenbroker.cli.connector.ConnectorCatalog;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tokenbroker grants}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "grants",
    description =
        "Look at grants, say why one does not work; obtain, import, refresh, migrate, revoke and"
            + " delete them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "KEY is tenant/connector/personal/user/alias or tenant/connector/shared/alias, escaped.",
      "",
      "Examples:",
      "  tokenbroker grants list --tenant acme",
      "  tokenbroker grants explain acme/github/personal/ann/default"
    })
public final class GrantsCommand {
  private static final String DRY_RUN = "Show the grant as it is, and do nothing.";

  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Printer.Format output = Printer.Format.table;

  private GrantsCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** The command with its subcommands. */
  public static CommandLine commandLine(ClusterOptions cluster, Terminal terminal) {
    GrantsCommand grants = new GrantsCommand(cluster);
    return new CommandLine(grants)
        .addSubcommand(new GrantsListCommand(grants))
        .addSubcommand(new GrantsExplainCommand(grants))
        .addSubcommand(new GrantsDeleteCommand(grants, terminal))
        .addSubcommand(new GrantsMigrateCommand(grants, terminal))
        .addSubcommand(new GrantsProveErasureCommand(grants))
        .addSubcommand(new GrantsImportCommand(grants));
  }

  /** {@code tokenbroker grants show}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "show",
      description = "Show a grant's metadata, never a token.",
      footer = {"", "Example:", "  tokenbroker grants show acme/github/personal/ann/default"})
  int show(@Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key) {
    return print(broker -> broker.describe(key, drafts().describe()));
  }

  /** {@code tokenbroker grants obtain}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "obtain",
      description =
          "Obtain a shared grant with the client's own credentials: for a connector with grantType:"
              + " client_credentials. Exit code 1 if the provider or the broker says no.",
      footer = {
        "",
        "Example:",
        "  tokenbroker grants obtain acme/billing/shared/default --scopes invoices,payments"
      })
  int obtain(
      @Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key,
      @Option(
              names = "--scopes",
              paramLabel = "A,B",
              description = "Scopes to ask for; the connector's own if absent.")
          Optional<String> scopes,
      @Option(
              names = "--dry-run",
              description = "See that it can be asked for, show the grant as it is, do nothing.")
          boolean dryRun) {
    ConnectorDefined connector = connectorOfClient(key);
    if (dryRun) {
      return print(broker -> broker.describe(key, drafts().describe()));
    }
    try (BrokerQuestion broker = broker()) {
      List<String> wanted = scopes.map(text -> List.of(text.split(","))).orElse(List.of());
      Answer answer = broker.ask(key, drafts().obtain(connector.getRevision(), wanted));
      if (answer instanceof Answer.Refused) {
        throw new CliException("could not obtain " + key + ": " + answer.problem());
      }
      if (answer instanceof Answer.Succeeded succeeded) {
        printer().facts(GrantFacts.of(succeeded.outcome()));
        return 0;
      }
      throw BrokerQuestion.failure(key, answer);
    }
  }

  /** {@code tokenbroker grants refresh}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "refresh",
      description =
          "Ask for a new access token now; shows the grant as it is when the broker takes that in.",
      footer = {
        "",
        "Examples:",
        "  tokenbroker grants refresh acme/github/personal/ann/default",
        "  tokenbroker grants refresh acme/github/personal/ann/default --dry-run"
      })
  int refresh(
      @Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    return print(
        broker -> {
          GrantDescribed held = broker.describe(key, drafts().describe());
          if (held.getState().equals("absent")) {
            throw new CliException("there is no grant " + key);
          }
          if (dryRun) {
            return held;
          }
          TokenVersion version = new TokenVersion(held.getGeneration(), held.getSequence());
          return broker.describe(key, drafts().refresh(version));
        });
  }

  /** {@code tokenbroker grants revoke}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "revoke",
      description = "Revoke a grant, here at once and at its provider.",
      footer = {
        "",
        "Example:",
        "  tokenbroker grants revoke acme/github/personal/ann/default --erase --reason left",
        "  tokenbroker grants revoke acme/github/personal/ann/default --dry-run"
      })
  int revoke(
      @Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key,
      @Mixin RevocationOptions how,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    return print(
        broker -> broker.describe(key, dryRun ? drafts().describe() : how.revocation(drafts())));
  }

  ClusterOptions cluster() {
    return cluster;
  }

  /** Prints as --output says. */
  Printer printer() {
    return new Printer(spec.commandLine().getOut(), output);
  }

  /** The newest definitions of all connectors. */
  ConnectorCatalog connectors() {
    return ConnectorCatalog.read(
        cluster.kafka(), cluster.topics(), cluster.codec(), cluster.timeout());
  }

  static CommandDrafts drafts() {
    return new CommandDrafts(Operator.name(), Clock.systemUTC());
  }

  private ConnectorDefined connectorOfClient(TokenKey key) {
    if (key.owner().user().isPresent()) {
      throw new CliException(
          key
              + " is a user's own: only a shared grant, tenant/connector/shared/alias, is obtained"
              + " with the client's credentials");
    }
    ConnectorDefined connector = connectors().of(key.connectorId());
    if (connector.getGrantType() != GrantType.CLIENT_CREDENTIALS) {
      throw new CliException(
          "connector "
              + key.connectorId()
              + " does not have grantType: client_credentials: a person authorizes its grants, in a"
              + " browser");
    }
    return connector;
  }

  private int print(Function<BrokerQuestion, GrantDescribed> question) {
    try (BrokerQuestion broker = broker()) {
      Map<String, String> facts = GrantFacts.of(question.apply(broker));
      printer().facts(facts);
      return 0;
    }
  }

  private BrokerQuestion broker() {
    return BrokerQuestion.to(cluster);
  }

  /** Reads a key; a wrong one is a usage error. */
  static final class KeyConverter implements ITypeConverter<TokenKey> {
    @Override
    public TokenKey convert(String text) {
      try {
        return TokenKey.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
