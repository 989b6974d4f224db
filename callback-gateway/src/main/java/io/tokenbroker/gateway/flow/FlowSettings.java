// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import java.time.Duration;

/**
 * How long the steps of a flow may take, and what is allowed.
 *
 * @param outcomeWait how long a callback waits for its outcome, up to 30 s
 * @param linkLifetime how long a connect link may be opened, up to a day
 * @param linkBindingAllowed whether connectors may bind a personal grant to nothing but the link
 */
public record FlowSettings(
    Duration outcomeWait, Duration linkLifetime, boolean linkBindingAllowed) {
  private static final Duration MAX_OUTCOME_WAIT = Duration.ofSeconds(30);
  private static final Duration MAX_LINK_LIFETIME = Duration.ofDays(1);

  /** What holds where nothing is set. */
  public static final FlowSettings DEFAULT =
      new FlowSettings(Duration.ofSeconds(10), Duration.ofMinutes(10), false);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message says which and why
   */
  public FlowSettings {
    check("the outcome wait", outcomeWait, MAX_OUTCOME_WAIT);
    check("the link lifetime", linkLifetime, MAX_LINK_LIFETIME);
  }

  public FlowSettings withLinkBindingAllowed(boolean allowed) {
    return new FlowSettings(outcomeWait, linkLifetime, allowed);
  }

  private static void check(String what, Duration value, Duration max) {
    if (value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(what + " must be up to " + max + ", not " + value);
    }
  }
}
