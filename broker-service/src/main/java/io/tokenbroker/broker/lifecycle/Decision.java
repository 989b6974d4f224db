// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.util.List;
import java.util.Optional;

/**
 * What was decided.
 *
 * @param next the grant's next state; empty: forget it
 * @param effects what is to be done, in this order
 */
public record Decision(Optional<Grant> next, List<Effect> effects) {
  public Decision {
    effects = List.copyOf(effects);
  }
}
