// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.pause;

import io.tokenbroker.control.Home;
import java.util.Optional;

/**
 * Whether the grants that a broker finds are the grants, or a copy of them: a backup that was
 * restored elsewhere, a mirror. A copy may hold refresh tokens that were used since, and sending
 * those again looks like theft to a provider, which then ends the grant. Immutable.
 *
 * @param rule what to do about it
 * @param clusterId the cluster that the broker is in
 * @param epochAtStart of the home as it was at the broker's start; 0 if there was none
 */
record HomeCheck(StartPaused rule, String clusterId, long epochAtStart) {

  /** Why all calls are held back; empty if they are not. */
  Optional<String> obstacle(Optional<Home> home) {
    return switch (rule) {
      case NEVER -> Optional.empty();
      case RESTORED -> awayFromHome(home);
      case ALWAYS ->
          awayFromHome(home)
              .or(
                  () ->
                      home.filter(it -> it.epoch() <= epochAtStart)
                          .map(it -> "the broker starts paused, as it was told"));
    };
  }

  private Optional<String> awayFromHome(Optional<Home> home) {
    if (home.isEmpty()) {
      return Optional.of(
          "there are grants, but nothing says where they are at home: is this a copy?");
    }
    return home.filter(it -> !it.clusterId().equals(clusterId))
        .map(
            it ->
                "the grants are at home in cluster "
                    + it.clusterId()
                    + " and this is cluster "
                    + clusterId
                    + ": is this a copy?");
  }
}
