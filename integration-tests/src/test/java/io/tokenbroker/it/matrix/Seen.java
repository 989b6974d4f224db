// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is seen of a grant: expected of a row, or found.
 *
 * @param results what the calls that were sent came to, in order: {@code succeeded}, {@code failed
 *     CLASS code}, {@code unknown reason}
 * @param state as DescribeGrant tells it
 * @param event the last token event, {@code none} where there is none
 * @param audited what was audited
 * @param facts what else is seen, where a row asks for it: {@code outcome succeeded}, {@code
 *     attribute realmId=123}, {@code lives 20 min}, {@code token bound to a key}, {@code
 *     refresh_token answered 401 200}, {@code revoked by DELETE Basic of access token}
 */
record Seen(
    List<String> results, String state, String event, Set<String> audited, Set<String> facts) {

  Seen {
    results = List.copyOf(results);
    audited = Set.copyOf(audited);
    facts = Set.copyOf(facts);
  }

  static Seen of(List<String> results, String state, String event, String... audited) {
    return new Seen(results, state, event, Set.of(audited), Set.of());
  }

  /** The same with something else that is seen. */
  Seen and(String... more) {
    return new Seen(results, state, event, audited, Set.of(more));
  }

  /** Whether this is what was expected: further results may follow, and more may be audited. */
  boolean isWhat(Seen expected) {
    return results.size() >= expected.results.size()
        && results.subList(0, expected.results.size()).equals(expected.results)
        && !(expected.results.isEmpty() && !results.isEmpty())
        && state.equals(expected.state)
        && event.equals(expected.event)
        && audited.containsAll(expected.audited)
        && facts.containsAll(expected.facts);
  }

  @Override
  public String toString() {
    return "%s, %s, %s, audited %s, %s"
        .formatted(results, state, event, new TreeSet<>(audited), new TreeSet<>(facts));
  }
}
