// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

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
 * @param placesPerProvider calls in flight to one provider
 * @param reservedForExchanges of these, for code exchanges only
 * @param windowPerPartition requests of a partition that may be open at once
 */
public record ProviderCallerSettings(
    Duration callTimeout,
    Duration startLimit,
    Duration publishAllowance,
    Duration commitInterval,
    int placesPerProvider,
    int reservedForExchanges,
    int windowPerPartition) {

  /** What suits a provider that answers within seconds. */
  public static ProviderCallerSettings defaults() {
    return new ProviderCallerSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(4),
        Duration.ofSeconds(3),
        Duration.ofMillis(200),
        512,
        32,
        2048);
  }

  /** These settings with another call timeout. */
  public ProviderCallerSettings withCallTimeout(Duration timeout) {
    return new ProviderCallerSettings(
        timeout,
        startLimit,
        publishAllowance,
        commitInterval,
        placesPerProvider,
        reservedForExchanges,
        windowPerPartition);
  }

  /** These settings with another commit interval. */
  public ProviderCallerSettings withCommitInterval(Duration interval) {
    return new ProviderCallerSettings(
        callTimeout,
        startLimit,
        publishAllowance,
        interval,
        placesPerProvider,
        reservedForExchanges,
        windowPerPartition);
  }

  /** How long closing waits for the calls that are out. */
  Duration drainTimeout() {
    return claimLifetime();
  }

  Duration claimLifetime() {
    return startLimit.plus(callTimeout).plus(publishAllowance);
  }
}
