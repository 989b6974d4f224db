// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import io.tokenbroker.topic.StateStore;
import io.tokenbroker.topic.Topic;
import io.tokenbroker.topic.Topics;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole topology, top to bottom: four topics come in, one processor decides over two stores,
 * and what it decided goes out to five. All are keyed by the token key and have the same
 * partitions, so one task owns all that concerns a grant. The names are an interface: changelogs
 * are called after them.
 */
public final class TokenBrokerTopology {
  static final String LIFECYCLE = "token-lifecycle";
  static final String TOKENS_STORE = StateStore.TOKENS.storeName();
  static final String DUE_STORE = StateStore.DUE.storeName();

  static final List<Topic> INPUTS =
      List.of(
          Topic.AUTHORIZATIONS,
          Topic.REFRESH_REQUESTS,
          Topic.TOKEN_COMMANDS,
          Topic.PROVIDER_RESULTS);

  private static final List<Topic> OUTPUTS =
      List.of(
          Topic.PROVIDER_REQUESTS,
          Topic.TOKEN_EVENTS,
          Topic.REPLIES,
          Topic.AUDIT,
          Topic.DEAD_LETTERS);

  private TokenBrokerTopology() {}

  static String sinkOf(Topic topic) {
    return "to-" + topic.baseName();
  }

  /** Builds the topology around a lifecycle processor. */
  public static Topology build(
      Topics topics, ProcessorSupplier<String, byte[], String, byte[]> lifecycle) {
    Topology topology = new Topology();
    for (Topic input : INPUTS) {
      topology.addSource(
          "from-" + input.baseName(),
          Serdes.String().deserializer(),
          Serdes.ByteArray().deserializer(),
          topics.name(input));
    }
    topology.addProcessor(
        LIFECYCLE,
        lifecycle,
        INPUTS.stream().map(input -> "from-" + input.baseName()).toArray(String[]::new));
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(TOKENS_STORE), Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(Topics.compaction())
            .withCachingDisabled(),
        LIFECYCLE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(DUE_STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(Topics.compaction())
            .withCachingDisabled(),
        LIFECYCLE);
    for (Topic output : OUTPUTS) {
      topology.addSink(
          sinkOf(output),
          topics.name(output),
          Serdes.String().serializer(),
          Serdes.ByteArray().serializer(),
          LIFECYCLE);
    }
    return topology;
  }
}
