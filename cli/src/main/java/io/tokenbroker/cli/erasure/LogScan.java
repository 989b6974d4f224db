// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import io.tokenbroker.cli.cluster.TopicKeys.Seen;
import io.tokenbroker.cli.cluster.TopicKeys.Which;
import io.tokenbroker.cli.erasure.Remains.Records;
import io.tokenbroker.cli.grant.GrantLog;
import io.tokenbroker.cli.grant.GrantRecords;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.key.TokenKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What every log holds of some grants. Reads all of each log; not thread-safe. */
final class LogScan {
  /** A question about a grant is nothing of it, or a proof would stand in its own way. */
  private static final String QUESTION = DescribeGrant.class.getName();

  private final List<GrantLog> logs;
  private final Map<TokenKey, Map<GrantLog, Traces>> traces = new HashMap<>();

  private LogScan(List<GrantLog> logs) {
    this.logs = logs;
  }

  /** Reads the logs. */
  static LogScan of(GrantRecords records, List<GrantLog> logs, Predicate<TokenKey> wanted) {
    LogScan scan = new LogScan(logs);
    for (GrantLog log : logs) {
      records.read(log, Which.IN_THE_LOG, wanted, (key, seen) -> scan.add(log, key, seen));
      if (log.kind().isState()) {
        records.read(
            log, Which.COMMITTED, wanted, (key, seen) -> scan.traces(log, key).current(seen));
      }
    }
    return scan;
  }

  /** The grants of which some log holds a record. */
  Set<TokenKey> grants() {
    return Set.copyOf(traces.keySet());
  }

  /** What is left of a grant, log by log. */
  List<Remains> of(TokenKey key, Map<String, Retention> retentions) {
    Map<GrantLog, Traces> found = traces.getOrDefault(key, Map.of());
    return logs.stream()
        .map(
            log ->
                Optional.ofNullable(found.get(log))
                    .map(
                        it ->
                            it.remains(
                                log, retentions.getOrDefault(log.topic(), Retention.UNKNOWN)))
                    .orElseGet(() -> new Remains(log, Remains.NONE, Remains.NONE, false)))
        .toList();
  }

  private void add(GrantLog log, TokenKey key, Seen seen) {
    if (seen.type().filter(QUESTION::equals).isEmpty()) {
      traces(log, key).add(seen, log.mayHoldSecrets(seen.type()));
    }
  }

  private Traces traces(GrantLog log, TokenKey key) {
    return traces
        .computeIfAbsent(key, absent -> new HashMap<>())
        .computeIfAbsent(log, absent -> new Traces());
  }

  /** One grant's records in one log. */
  private static final class Traces {
    private final Tally all = new Tally();
    private final Tally withSecrets = new Tally();
    private final Set<ByteBuffer> current = new HashSet<>();

    void add(Seen seen, boolean mayHoldSecrets) {
      all.add(seen);
      if (mayHoldSecrets) {
        withSecrets.add(seen);
      }
    }

    void current(Seen seen) {
      if (seen.hasValue()) {
        current.add(seen.key());
      } else {
        current.remove(seen.key());
      }
    }

    Remains remains(GrantLog log, Retention retention) {
      // Where the last record counts, an older one goes with the compaction of those after it.
      Instant secretsFrom = log.kind().isState() ? all.newest : withSecrets.newest;
      return new Remains(
          log,
          all.records(retention, all.newest),
          withSecrets.records(retention, secretsFrom),
          !current.isEmpty());
    }
  }

  /** Counts records that have a value, and knows the newest of them all. */
  private static final class Tally {
    private long withValue;
    private Instant newest = Instant.MIN;

    void add(Seen seen) {
      withValue += seen.hasValue() ? 1 : 0;
      newest = seen.at().isAfter(newest) ? seen.at() : newest;
    }

    Records records(Retention retention, Instant from) {
      return withValue == 0 ? Remains.NONE : new Records(withValue, retention.goneBy(from));
    }
  }
}
