// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * What the rules need to know of a connector.
 *
 * @param endpointOrigin origin of its token endpoint; empty when the connector is not known
 * @param revocable whether the provider has a revocation endpoint
 * @param defaultLifetime lifetime of a token whose response names none
 * @param refreshMargin how long before its expiry a token is refreshed
 * @param refreshReplay whether a refresh whose fate is unknown may be sent again
 * @param revokesWholeGrant whether the provider revokes all tokens of the person with one
 */
public record ConnectorPolicy(
    Optional<String> endpointOrigin,
    boolean revocable,
    Optional<Duration> defaultLifetime,
    Optional<Duration> refreshMargin,
    RefreshReplay refreshReplay,
    boolean revokesWholeGrant) {

  /** For a connector that is not known (any more): nothing is risked. */
  public static final ConnectorPolicy UNKNOWN =
      new ConnectorPolicy(
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          new RefreshReplay.Never(),
          true);

  /** Whether a used refresh token may be sent again. */
  public sealed interface RefreshReplay {
    /** It is reusable. */
    record Safe() implements RefreshReplay {}

    /** For this long after its first use. */
    record Grace(Duration window) implements RefreshReplay {}

    /** Never: the provider takes it for theft. */
    record Never() implements RefreshReplay {}
  }
}
