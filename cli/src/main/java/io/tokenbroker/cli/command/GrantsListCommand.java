// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.Answer;
import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenbroker grants list}. */
@CommandLine.Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "list",
    description = {
      "List the grants that the broker knows of, with the state that their owner tells.",
      "Those that are absent (a link was opened, and there is no grant yet) are listed with --state"
          + " absent only."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:listed",
      "1:the broker did not tell of all, or they could not be read",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  tokenbroker grants list --tenant acme",
      "  tokenbroker grants list --tenant acme --connector github --state reauthorization_required",
      "  tokenbroker grants list --limit 10000 --output json"
    })
final class GrantsListCommand implements Callable<Integer> {
  private static final int AT_ONCE = 50;
  private static final int MAX_LIMIT = 1_000_000;
  private static final List<String> STATES =
      List.of("absent", "active", "refreshing", "reauthorization_required", "revoking", "revoked");

  private final GrantsCommand grants;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "Only those in this state: absent, active, refreshing, reauthorization_required, revoking"
              + " or revoked.")
  private Optional<String> state = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int limit = 1000;

  GrantsListCommand(GrantsCommand grants) {
    this.grants = grants;
  }

  @Override
  public Integer call() {
    check();
    Predicate<TokenKey> wanted =
        selection.selector().<Predicate<TokenKey>>map(selector -> selector).orElse(key -> true);
    GrantsFound found = GrantsFound.in(grants.cluster(), selection, wanted);
    List<TokenKey> keys = List.copyOf(found.keys());
    Printer.RowStream rows =
        grants.printer().stream(
            List.of(
                found.keyColumn(),
                new Printer.Column("state", 9),
                new Printer.Column("expires at", 24),
                new Printer.Column("detail", 0)));
    try (BrokerCommands broker = BrokerCommands.to(grants.cluster())) {
      int printed = 0;
      boolean all = true;
      int from = 0;
      for (; from < keys.size() && printed < limit; from += AT_ONCE) {
        List<TokenKey> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
        Map<TokenKey, Answer> answers = ask(broker, some);
        for (TokenKey key : some) {
          Answer answer = Optional.ofNullable(answers.get(key)).orElseThrow();
          boolean known = answer instanceof Answer.Described;
          all &= known;
          if (printed < limit && isWanted(answer)) {
            rows.row(row(key, answer));
            printed++;
          }
        }
      }
      tell(printed, from < keys.size());
      return all ? 0 : 1;
    }
  }

  private void check() {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ParameterException(
          spec.commandLine(), "--limit is 1 to " + MAX_LIMIT + ", not " + limit);
    }
    if (state.filter(STATES::contains).isEmpty() && state.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--state is one of " + String.join(", ", STATES));
    }
  }

  private static Map<TokenKey, Answer> ask(BrokerCommands broker, List<TokenKey> keys) {
    Map<TokenKey, Answer> answers = new HashMap<>();
    PacedCommands.ofQuestions(broker)
        .run(
            keys.stream()
                .map(key -> new Command<>(key, key, GrantsCommand.drafts().describe()))
                .iterator(),
            outcome -> answers.put(outcome.key(), outcome.answer()));
    return answers;
  }

  private boolean isWanted(Answer answer) {
    if (answer instanceof Answer.Described described) {
      String found = described.grant().getState();
      return state.map(found::equals).orElse(!found.equals("absent"));
    }
    return state.isEmpty();
  }

  private static List<String> row(TokenKey key, Answer answer) {
    if (answer instanceof Answer.Described described) {
      GrantDescribed grant = described.grant();
      return List.of(
          key.toString(),
          grant.getState(),
          grant.getExpiresAt().map(Instant::toString).orElse("-"),
          grant.getLastError().map(error -> "failing: " + error).or(grant::getReason).orElse(""));
    }
    return List.of(key.toString(), "unknown", "-", answer.problem());
  }

  private void tell(int printed, boolean more) {
    if (more || printed >= limit) {
      spec.commandLine().getErr().println("the first " + printed + "; there may be more (--limit)");
      spec.commandLine().getErr().flush();
    }
  }
}
