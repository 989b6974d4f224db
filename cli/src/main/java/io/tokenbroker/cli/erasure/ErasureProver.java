// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import io.tokenbroker.cli.cluster.PacedCommands;
import io.tokenbroker.cli.cluster.PacedCommands.Command;
import io.tokenbroker.cli.grant.GrantLog;
import io.tokenbroker.cli.grant.GrantLogs;
import io.tokenbroker.cli.grant.GrantRecords;
import io.tokenbroker.key.TokenKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/**
 * Proves of grants that nothing is left: reads every log that may hold a record of them, and asks
 * their owners. What lies on the broker's own disks and in backups is not looked at.
 */
public final class ErasureProver {
  private final GrantRecords records;
  private final GrantLogs logs;
  private final Function<Collection<String>, Map<String, Map<String, String>>> settings;
  private final PacedCommands commands;
  private final Function<String, SpecificRecord> question;

  /**
   * @param settings tells topics' settings, by topic and name
   * @param question what is answered with a grant's metadata
   */
  public ErasureProver(
      GrantRecords records,
      GrantLogs logs,
      Function<Collection<String>, Map<String, Map<String, String>>> settings,
      PacedCommands commands,
      Function<String, SpecificRecord> question) {
    this.records = records;
    this.logs = logs;
    this.settings = settings;
    this.commands = commands;
    this.question = question;
  }

  /**
   * Proves.
   *
   * @param certain grants that are looked at even if no log holds anything of them
   * @param others more grants, where a log holds something of them
   * @param proofs gets one for each grant, as the owners answer
   */
  public void prove(
      Set<TokenKey> certain, Predicate<TokenKey> others, Consumer<ErasureProof> proofs) {
    LogScan scan = LogScan.of(records, logs.all(), others.or(certain::contains));
    Map<String, Retention> retentions =
        settings.apply(logs.all().stream().map(GrantLog::topic).toList()).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Retention.of(entry.getValue())));
    SortedSet<TokenKey> grants = new TreeSet<>(Comparator.comparing(TokenKey::toString));
    grants.addAll(certain);
    grants.addAll(scan.grants());
    commands.run(
        grants.stream().map(key -> new Command<>(key, key, question)).iterator(),
        outcome ->
            proofs.accept(
                ErasureProof.of(
                    outcome.key(), outcome.answer(), scan.of(outcome.key(), retentions))));
  }
}
