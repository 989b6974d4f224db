// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.grant;

import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.cluster.TopicKeys.Which;
import io.tokenbroker.key.TokenKey;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the grants that the broker knows of: what its store holds, what runners see, and what is
 * being authorized and may become a grant.
 */
public final class KnownGrants {
  private final GrantRecords records;
  private final GrantLogs logs;

  public KnownGrants(GrantRecords records, GrantLogs logs) {
    this.records = records;
    this.logs = logs;
  }

  /**
   * Reads the logs.
   *
   * @return in the order of their text forms
   * @throws CliException if a topic is missing or can't be read in time
   */
  public SortedSet<TokenKey> matching(Predicate<TokenKey> wanted) {
    SortedSet<TokenKey> found = new TreeSet<>(Comparator.comparing(TokenKey::toString));
    for (GrantLog log : logs.ofExistence()) {
      found.addAll(present(log, wanted));
    }
    return found;
  }

  private Set<TokenKey> present(GrantLog log, Predicate<TokenKey> wanted) {
    Set<TokenKey> present = new HashSet<>();
    records.read(
        log,
        Which.COMMITTED,
        wanted,
        (key, seen) -> {
          if (seen.hasValue()) {
            present.add(key);
          } else {
            present.remove(key);
          }
        });
    return present;
  }
}
