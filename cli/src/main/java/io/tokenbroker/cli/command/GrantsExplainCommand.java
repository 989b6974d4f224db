// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.evidence.GrantEvidence;
import io.tokenbroker.cli.explain.Diagnosis;
import io.tokenbroker.cli.explain.Evidence;
import io.tokenbroker.cli.explain.Explainer;
import io.tokenbroker.cli.explain.Finding;
import io.tokenbroker.key.TokenKey;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokenbroker grants explain}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "explain",
    description = {
      "Say why a grant does not work: its state in one sentence, the causes with their evidence,"
          + " the most probable first, and what to do.",
      "It asks the broker, and reads the connector, token-events, audit, provider-results and"
          + " dead-letters, and the broker's consumer groups. Nothing is changed, no secret is"
          + " shown."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the grant works, and is kept fresh",
      "3:it does not work, or not for long: the output says why",
      "1:it could not be found out",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  tokenbroker grants explain acme/github/personal/ann/default",
      "  tokenbroker grants explain acme/github/personal/ann/default --look-back P90D",
      "  tokenbroker grants explain acme/billing/shared/default --output json"
    })
final class GrantsExplainCommand implements Callable<Integer> {
  private static final int BROKEN = 3;

  private final GrantsCommand grants;

  @Parameters(
      paramLabel = "KEY",
      converter = GrantsCommand.KeyConverter.class,
      description = "The grant.")
  private TokenKey key = TokenKey.shared("tenant", "connector");

  @Option(
      names = "--look-back",
      paramLabel = "DURATION",
      defaultValue = "P30D",
      description =
          "How far back audit, provider calls and dead letters are read, ISO 8601"
              + " (${DEFAULT-VALUE}).")
  private Duration lookBack = Duration.ofDays(30);

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "The broker's application id, which its groups are called after (the prefix, then"
              + " 'broker').")
  private Optional<String> applicationId = Optional.empty();

  GrantsExplainCommand(GrantsCommand grants) {
    this.grants = grants;
  }

  @Override
  public Integer call() {
    ClusterOptions cluster = grants.cluster();
    Clock clock = Clock.systemUTC();
    Evidence evidence =
        new GrantEvidence(
                cluster,
                applicationId.orElseGet(() -> cluster.topics().applicationId()),
                Operator.name(),
                clock)
            .of(key, clock.instant().minus(lookBack));
    Diagnosis diagnosis = Explainer.explain(evidence);
    Printer printer = grants.printer();
    if (printer.isJson()) {
      printer.json(json(evidence, diagnosis));
    } else {
      print(printer, evidence, diagnosis);
    }
    return switch (diagnosis.verdict()) {
      case WORKS -> 0;
      case WORKS_FOR_NOW, BROKEN -> BROKEN;
      case UNKNOWN -> 1;
    };
  }

  private static void print(Printer printer, Evidence evidence, Diagnosis diagnosis) {
    printer.heading(diagnosis.state());
    int number = 1;
    for (Finding finding : diagnosis.findings()) {
      printer.text("");
      printer.heading(number++ + ". " + finding.cause() + " [" + finding.code() + "]");
      finding.evidence().forEach(fact -> printer.text("   seen:  " + fact));
      finding.remedies().forEach(remedy -> printer.text("   do:    " + remedy));
    }
    if (!evidence.gaps().isEmpty()) {
      printer.text("");
      evidence.gaps().forEach(gap -> printer.text("could not be looked at: " + gap));
    }
    if (!diagnosis.findings().isEmpty()) {
      printer.text("");
      printer.text("more: docs/troubleshooting.md");
    }
  }

  private static Map<String, Object> json(Evidence evidence, Diagnosis diagnosis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", evidence.key().toString());
    json.put("at", evidence.now().toString());
    json.put("verdict", diagnosis.verdict().word());
    json.put("state", diagnosis.state());
    json.put("findings", diagnosis.findings().stream().map(GrantsExplainCommand::json).toList());
    json.put("gaps", evidence.gaps());
    return json;
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", finding.code());
    json.put("weight", finding.weight().name().toLowerCase(Locale.ROOT));
    json.put("cause", finding.cause());
    json.put("evidence", List.copyOf(finding.evidence()));
    json.put("remedies", List.copyOf(finding.remedies()));
    return json;
  }
}
