// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.cli.cluster.BrokerCommands;
import io.tokenbroker.cli.cluster.ClusterAdmin;
import io.tokenbroker.cli.cluster.ClusterOptions;
import io.tokenbroker.cli.cluster.KafkaTopicKeys;
import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.erasure.ErasureProof;
import io.tokenbroker.cli.erasure.ErasureProver;
import io.tokenbroker.cli.erasure.Remains;
import io.tokenbroker.cli.erasure.Remains.Records;
import io.tokenbroker.cli.erasure.Verdict;
import io.tokenbroker.cli.grant.GrantRecords;
import io.tokenbroker.cli.grant.GrantSelector;
import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokenbroker grants prove-erasure}. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    name = "prove-erasure",
    description = {
      "Prove that nothing of a grant is left: its owner says that it is absent, and every topic"
          + " that may hold a record of it is read to its end. Tombstones and questions such as its"
          + " own are not counted.",
      "It does not look at the broker's own disks nor at backups."
    },
    exitCodeListHeading = "%nExit codes, of several grants the worst:%n",
    exitCodeList = {
      "0:erased, nothing is left",
      "3:erased, but records of it are in logs until their time is over",
      "1:not erased, or it could not be found out",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  tokenbroker grants prove-erasure acme/github/personal/ann/default",
      "  tokenbroker grants prove-erasure --tenant acme --user ann --output json"
    })
final class GrantsProveErasureCommand implements Callable<Integer> {
  private static final int STILL_IN_LOGS = 3;

  private final GrantsCommand grants;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      converter = GrantsCommand.KeyConverter.class,
      description = "The grant; or else --tenant, --connector, --user say which.")
  private Optional<TokenKey> key = Optional.empty();

  GrantsProveErasureCommand(GrantsCommand grants) {
    this.grants = grants;
  }

  @Override
  public Integer call() {
    Optional<GrantSelector> selector = selection.selector();
    if (key.isPresent() == selector.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "needs either KEY or --tenant to say which grants");
    }
    List<ErasureProof> proofs =
        proofs(key.map(Set::of).orElse(Set.of()), selector.<Predicate<TokenKey>>map(it -> it));
    if (proofs.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "no topic holds a record of " + selector.map(GrantSelector::toString).orElse(""));
      spec.commandLine().getErr().flush();
    }
    proofs.forEach(proof -> print(grants.printer(), proof));
    return code(
        proofs.stream()
            .map(proof -> proof.verdict().grade())
            .max(Comparator.naturalOrder())
            .orElse(Verdict.Grade.GONE));
  }

  private List<ErasureProof> proofs(Set<TokenKey> certain, Optional<Predicate<TokenKey>> others) {
    ClusterOptions cluster = grants.cluster();
    List<ErasureProof> proofs = new ArrayList<>();
    try (ClusterAdmin admin = new ClusterAdmin(cluster.kafka(), cluster.timeout());
        BrokerCommands broker = BrokerCommands.to(cluster)) {
      new ErasureProver(
              new GrantRecords(new KafkaTopicKeys(cluster.kafka(), cluster.timeout())),
              selection.logs(cluster),
              admin::settingsOf,
              PacedCommands.ofQuestions(broker),
              GrantsCommand.drafts().describe())
          .prove(certain, others.orElse(any -> false), proofs::add);
    }
    return proofs;
  }

  private static int code(Verdict.Grade worst) {
    return switch (worst) {
      case GONE -> 0;
      case LEAVING -> STILL_IN_LOGS;
      case OPEN -> 1;
    };
  }

  private static void print(Printer printer, ErasureProof proof) {
    if (printer.isJson()) {
      printer.json(json(proof));
      return;
    }
    printer.rows(
        List.of("place", "records left", "gone by", "with secrets", "secrets gone by"),
        proof.remains().stream().map(GrantsProveErasureCommand::row).toList());
    printer.text(proof.key() + ": " + proof.verdict().text());
  }

  private static List<String> row(Remains remains) {
    return List.of(
        remains.log().topic(),
        Long.toString(remains.all().count()),
        goneBy(remains.all()),
        Long.toString(remains.withSecrets().count()),
        goneBy(remains.withSecrets()));
  }

  private static String goneBy(Records records) {
    return records.count() == 0
        ? ""
        : records.goneBy().map(Instant::toString).orElse("no setting bounds it");
  }

  private static Map<String, Object> json(ErasureProof proof) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", proof.key().toString());
    json.put("verdict", proof.verdict().word());
    json.put("text", proof.verdict().text());
    json.put("places", proof.remains().stream().map(GrantsProveErasureCommand::place).toList());
    return json;
  }

  private static Map<String, Object> place(Remains remains) {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("topic", remains.log().topic());
    place.put("current", remains.isCurrent());
    place.put("records", remains.all().count());
    place.put("gone_by", goneBy(remains.all()));
    place.put("with_secrets", remains.withSecrets().count());
    place.put("secrets_gone_by", goneBy(remains.withSecrets()));
    return place;
  }
}
