// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * One of the broker's two consumer groups, with all partitions that it has to read.
 *
 * @param group its name
 * @param state Kafka's word: Stable, Empty, Dead, PreparingRebalance, ...
 * @param members how many processes or threads are in it
 * @param lags records that are not dealt with yet
 * @param unowned what no member reads
 */
public record GroupLags(
    String group,
    String state,
    int members,
    Map<TopicPartition, Long> lags,
    Set<TopicPartition> unowned) {
  private static final int TOLD = 3;

  public GroupLags {
    lags = Map.copyOf(lags);
    unowned = Set.copyOf(unowned);
  }

  /** The most that one partition lags. */
  public long most() {
    return lags.values().stream().mapToLong(lag -> lag).max().orElse(0);
  }

  /** For example {@code 12 partitions, 3 lag: topic-4: 17, topic-1: 2, topic-7: 1}. */
  public String text() {
    List<Map.Entry<TopicPartition, Long>> behind =
        lags.entrySet().stream()
            .filter(lag -> lag.getValue() > 0)
            .sorted(
                Map.Entry.<TopicPartition, Long>comparingByValue()
                    .reversed()
                    .thenComparing(lag -> lag.getKey().toString()))
            .toList();
    String lag =
        behind.isEmpty()
            ? "none lags"
            : behind.size()
                + " lag: "
                + behind.stream()
                    .limit(TOLD)
                    .map(it -> it.getKey() + ": " + it.getValue())
                    .collect(Collectors.joining(", "))
                + (behind.size() > TOLD ? ", ..." : "");
    String nobodys =
        unowned.isEmpty()
            ? ""
            : "; nobody reads "
                + unowned.stream()
                    .sorted(Comparator.comparing(TopicPartition::toString))
                    .limit(TOLD)
                    .map(TopicPartition::toString)
                    .collect(Collectors.joining(", "))
                + (unowned.size() > TOLD ? " and " + (unowned.size() - TOLD) + " more" : "");
    return lags.size() + " partitions, " + lag + nobodys;
  }
}
