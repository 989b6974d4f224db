// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.erasure;

import io.tokenbroker.cli.grant.GrantLog;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is left of a grant in one log.
 *
 * @param all its records that have a value
 * @param withSecrets those of them that may hold secrets, sealed
 * @param isCurrent whether the log says that the grant is still there
 */
public record Remains(GrantLog log, Records all, Records withSecrets, boolean isCurrent) {
  static final Records NONE = new Records(0, Optional.empty());

  /**
   * Records that are physically in a log.
   *
   * @param count how many
   * @param goneBy when the last of them has gone; empty if there are none, or nothing bounds it
   */
  public record Records(long count, Optional<Instant> goneBy) {
    /** Those of several logs together. */
    static Records sum(Collection<Remains> remains, Function<Remains, Records> which) {
      Collection<Records> there =
          remains.stream().map(which).filter(records -> records.count() > 0).toList();
      boolean bounded = there.stream().allMatch(records -> records.goneBy().isPresent());
      return new Records(
          there.stream().mapToLong(Records::count).sum(),
          there.stream()
              .flatMap(records -> records.goneBy().stream())
              .max(Comparator.naturalOrder())
              .filter(last -> bounded));
    }
  }
}
