// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import java.time.Duration;

/**
 * How long the steps of a flow may take, and what is allowed.
 *
 * @param outcomeWait how long a callback waits for its outcome, up to 30 s
 * @param linkLifetime how long a connect link may be opened, up to 15 minutes: the broker and the
 *     gateways remember no longer how an authorization ended, so a link that works longer would
 *     start it again
 * @param linkBindingAllowed whether connectors may bind a personal grant to nothing but the link
 */
public record FlowSettings(
    Duration outcomeWait, Duration linkLifetime, boolean linkBindingAllowed) {
  private static final Duration MAX_OUTCOME_WAIT = Duration.ofSeconds(30);
  private static final Duration MAX_LINK_LIFETIME = Duration.ofMinutes(15);

  /** What holds where nothing is set. */
  public static final FlowSettings DEFAULT =
      new FlowSettings(Duration.ofSeconds(10), Duration.ofMinutes(10), false);

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message says which and why
   */
  public FlowSettings {
    check("OUTCOME_WAIT", outcomeWait, MAX_OUTCOME_WAIT);
    check("LINK_LIFETIME", linkLifetime, MAX_LINK_LIFETIME);
  }

  public FlowSettings withLinkBindingAllowed(boolean allowed) {
    return new FlowSettings(outcomeWait, linkLifetime, allowed);
  }

  private static void check(String what, Duration value, Duration max) {
    if (value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "TOKENBROKER_" + what + " must be more than PT0S and at most " + max + ", not " + value);
    }
  }
}
