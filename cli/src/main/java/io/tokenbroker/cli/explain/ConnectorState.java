// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the topic connectors says of the grant's connector.
 *
 * @param revisions all that are there, the oldest first
 * @param removedAt when its last record became a tombstone, where that can still be seen
 * @param similar names of the tenant's connectors that are spelled much like it
 */
public record ConnectorState(
    List<Revision> revisions, Optional<Instant> removedAt, List<String> similar) {
  public ConnectorState {
    revisions = List.copyOf(revisions);
    similar = List.copyOf(similar);
  }

  /**
   * One revision, as far as it matters here.
   *
   * @param tokenOrigin origin of its token endpoint
   * @param refreshReplay what is done about a call of unknown fate: safe, grace or never
   * @param needsPerson whether a person in a browser authorizes its grants
   */
  public record Revision(
      long number,
      String tokenOrigin,
      String clientId,
      String refreshReplay,
      boolean needsPerson,
      List<String> scopes,
      Instant definedAt,
      String definedBy) {
    public Revision {
      scopes = List.copyOf(scopes);
    }
  }

  /** The newest. */
  Optional<Revision> current() {
    return revisions.isEmpty()
        ? Optional.empty()
        : Optional.of(revisions.get(revisions.size() - 1));
  }

  Optional<Revision> revision(long number) {
    return revisions.stream().filter(one -> one.number() == number).findFirst();
  }
}
