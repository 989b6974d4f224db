// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import java.util.Optional;

/**
 * One of the broker's two consumer groups, as Kafka sees it.
 *
 * @param group its name
 * @param state Kafka's word: Stable, Empty, Dead, PreparingRebalance, ...
 * @param members how many processes or threads are in it
 * @param owner who has the grant's partition, by client id and host; empty if nobody has
 * @param partition the grant's
 * @param lag records of that partition that are not dealt with yet
 */
public record GroupState(
    String group, String state, int members, Optional<String> owner, int partition, long lag) {}
