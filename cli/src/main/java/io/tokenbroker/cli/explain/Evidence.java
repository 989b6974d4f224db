// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that was found out about a grant.
 *
 * @param now when it was found out
 * @param topology the group of the broker's topology; empty if Kafka did not tell
 * @param caller the group of its provider caller; empty if Kafka did not tell
 * @param connector empty if the topic could not be read
 * @param lastEvent empty if runners see nothing of the grant
 * @param audit the oldest first, bounded
 * @param calls the oldest first, bounded
 * @param deadLetters the oldest first, bounded
 * @param paused who or what paused the provider calls, in words; empty if they are not paused
 * @param gaps what could not be looked at, and why
 */
public record Evidence(
    TokenKey key,
    Instant now,
    BrokerAnswer answer,
    Optional<GroupState> topology,
    Optional<GroupState> caller,
    Optional<ConnectorState> connector,
    Optional<TokenEvent> lastEvent,
    List<AuditLine> audit,
    List<CallTrace> calls,
    List<Letter> deadLetters,
    Optional<String> paused,
    List<String> gaps) {
  public Evidence {
    audit = List.copyOf(audit);
    calls = List.copyOf(calls);
    deadLetters = List.copyOf(deadLetters);
    gaps = List.copyOf(gaps);
  }

  /** The grant, where its owner described it. */
  Optional<GrantDescribed> grant() {
    return answer instanceof BrokerAnswer.Described described
        ? Optional.of(described.grant())
        : Optional.empty();
  }

  /** The grant's state in the broker's word; empty where it did not answer. */
  Optional<String> state() {
    return grant().map(GrantDescribed::getState);
  }

  /** The newest audit record of a kind. */
  Optional<AuditLine> last(Predicate<AuditLine> wanted) {
    return newest(audit, wanted);
  }

  Optional<AuditLine> last(String action) {
    return last(line -> line.action().equals(action));
  }

  /** The newest trace of a kind. */
  Optional<CallTrace> lastCall(Predicate<CallTrace> wanted) {
    return newest(calls, wanted);
  }

  private static <T> Optional<T> newest(List<T> sorted, Predicate<T> wanted) {
    return sorted.stream().filter(wanted).reduce((older, newer) -> newer);
  }
}
