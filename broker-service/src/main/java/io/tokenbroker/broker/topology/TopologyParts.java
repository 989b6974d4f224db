// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.broker.connector.Connectors;
import io.tokenbroker.broker.provider.CallMessages;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.topic.Topics;
import io.tokenbroker.trace.Traces;
import io.tokenbroker.wire.EventCodec;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.streams.Topology;

/** Puts the topology together from what a broker has. */
public final class TopologyParts {
  private static final LifecycleProcessor.Tick TICK =
      new LifecycleProcessor.Tick(Duration.ofMillis(100), 1000, Duration.ofMillis(50));

  private TopologyParts() {}

  /** The topology over these topics, with these keys, connectors, traces, meters and clock. */
  public static Topology topology(
      Topics topics,
      EventCodec codec,
      KeysetFolder keysets,
      CallMessages messages,
      Connectors connectors,
      Traces traces,
      TopologyMeters meters,
      Clock clock) {
    return topology(topics, codec, keysets, messages, connectors, traces, meters, clock, TICK);
  }

  /** With another tick, for tests that look more closely. */
  static Topology topology(
      Topics topics,
      EventCodec codec,
      KeysetFolder keysets,
      CallMessages messages,
      Connectors connectors,
      Traces traces,
      TopologyMeters meters,
      Clock clock,
      LifecycleProcessor.Tick tick) {
    LifecycleProcessor.Parts parts =
        new LifecycleProcessor.Parts(
            topics,
            codec,
            connectors,
            new InputReader(keysets.brokerInboxOpener(), messages),
            new EffectWriter(keysets.sealer(KeysetName.EXECUTORS), messages),
            keysets.sealer(KeysetName.BROKER),
            keysets.opener(KeysetName.BROKER),
            traces,
            clock,
            meters,
            tick);
    return TokenBrokerTopology.build(topics, () -> new LifecycleProcessor(parts));
  }
}
