// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.BrokerQuestion;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
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
    description = "Look at grants, refresh and revoke them.",
    synopsisSubcommandLabel = "COMMAND",
    footer =
        "KEY is tenant/connector/personal/user/alias or tenant/connector/shared/alias, escaped.")
public final class GrantsCommand {
  private final ClusterOptions cluster;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Printer.Format output = Printer.Format.table;

  public GrantsCommand(ClusterOptions cluster) {
    this.cluster = cluster;
  }

  /** {@code tokenbroker grants show}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "show",
      description = "Show a grant's metadata, never a token.")
  int show(@Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key) {
    return ask(key, BrokerQuestion::describe);
  }

  /** {@code tokenbroker grants refresh}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "refresh",
      description =
          "Ask for a new access token now; shows the grant as it is when the broker takes that in.")
  int refresh(@Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key) {
    return ask(
        key,
        (broker, grant) -> {
          GrantDescribed held = broker.describe(grant);
          if (held.getState().equals("absent")) {
            throw new CliException("there is no grant " + grant);
          }
          return broker.refresh(grant, new TokenVersion(held.getGeneration(), held.getSequence()));
        });
  }

  /** {@code tokenbroker grants revoke}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      name = "revoke",
      description = "Revoke a grant, here at once and at its provider.")
  int revoke(@Parameters(paramLabel = "KEY", converter = KeyConverter.class) TokenKey key) {
    return ask(key, BrokerQuestion::revoke);
  }

  private int ask(TokenKey key, BiFunction<BrokerQuestion, TokenKey, GrantDescribed> question) {
    try (BrokerQuestion broker =
        new BrokerQuestion(cluster.kafka(), cluster.topics(), Operator.name(), cluster.timeout())) {
      new Printer(spec.commandLine().getOut(), output).facts(facts(question.apply(broker, key)));
      return 0;
    }
  }

  private static Map<String, String> facts(GrantDescribed grant) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("key", grant.getTokenKey());
    facts.put("state", grant.getState());
    facts.put("version", new TokenVersion(grant.getGeneration(), grant.getSequence()).toString());
    grant.getConnectorRevision().ifPresent(it -> facts.put("connector revision", it.toString()));
    facts.put("scopes", String.join(" ", grant.getScopes()));
    grant.getIssuedAt().map(Instant::toString).ifPresent(it -> facts.put("issued at", it));
    grant.getExpiresAt().map(Instant::toString).ifPresent(it -> facts.put("expires at", it));
    grant.getNextActionAt().map(Instant::toString).ifPresent(it -> facts.put("next action at", it));
    facts.put("call in flight", Boolean.toString(grant.getCallInFlight()));
    grant.getReason().ifPresent(it -> facts.put("reason", it));
    grant.getLastError().ifPresent(it -> facts.put("last error", it));
    grant.getSubject().ifPresent(it -> facts.put("subject", it));
    grant.getAttributes().forEach((name, value) -> facts.put("attribute " + name, value));
    return facts;
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
