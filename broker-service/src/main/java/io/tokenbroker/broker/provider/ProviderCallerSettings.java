// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import io.tokenbroker.broker.network.ProviderNetwork;
import java.time.Duration;

/**
 * Settings of the provider caller.
 *
 * @param callTimeout the longest that a provider may take to answer; 1 s to 60 s
 * @param startLimit how long after it was made a claim may still lead to a call, connecting
 *     included: a process that was paused for longer does not send
 * @param publishAllowance how long the result may take to reach Kafka before others count the claim
 *     as abandoned
 * @param commitInterval how often offsets are committed
 * @param windowPerPartition requests of a partition that may be open at once
 * @param limits how much is asked of providers at once
 * @param network how they are reached
 */
public record ProviderCallerSettings(
    Duration callTimeout,
    Duration startLimit,
    Duration publishAllowance,
    Duration commitInterval,
    int windowPerPartition,
    ProviderLimits limits,
    ProviderNetwork network) {

  /** What suits a provider that answers within seconds. */
  public static ProviderCallerSettings defaults() {
    return new ProviderCallerSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(4),
        Duration.ofSeconds(3),
        Duration.ofMillis(200),
        2048,
        ProviderLimits.defaults(),
        ProviderNetwork.defaults());
  }

  /** These settings with another call timeout. */
  public ProviderCallerSettings withCallTimeout(Duration timeout) {
    return new ProviderCallerSettings(
        timeout, startLimit, publishAllowance, commitInterval, windowPerPartition, limits, network);
  }

  /** These settings with another commit interval. */
  public ProviderCallerSettings withCommitInterval(Duration interval) {
    return new ProviderCallerSettings(
        callTimeout, startLimit, publishAllowance, interval, windowPerPartition, limits, network);
  }

  /** These settings with other limits. */
  public ProviderCallerSettings withLimits(ProviderLimits other) {
    return new ProviderCallerSettings(
        callTimeout,
        startLimit,
        publishAllowance,
        commitInterval,
        windowPerPartition,
        other,
        network);
  }

  /** These settings by another way to the providers. */
  public ProviderCallerSettings withNetwork(ProviderNetwork other) {
    return new ProviderCallerSettings(
        callTimeout,
        startLimit,
        publishAllowance,
        commitInterval,
        windowPerPartition,
        limits,
        other);
  }

  /** How long closing waits for the calls that are out. */
  Duration drainTimeout() {
    return claimLifetime();
  }

  Duration claimLifetime() {
    return startLimit.plus(callTimeout).plus(publishAllowance);
  }
}
