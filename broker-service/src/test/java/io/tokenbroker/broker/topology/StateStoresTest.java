// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.topic.StateStore;
import io.tokenbroker.topic.Topics;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class StateStoresTest {
  private final Topology topology =
      TokenBrokerTopology.build(
          Topics.defaults(),
          () ->
              new Processor<String, byte[], String, byte[]>() {
                @Override
                public void process(Record<String, byte[]> record) {}
              });

  @Test
  void everyStoreHasItsChangelogAmongTheTopicsThatAreMadeAhead() {
    Set<String> stores =
        topology.describe().subtopologies().stream()
            .flatMap(part -> part.nodes().stream())
            .filter(TopologyDescription.Processor.class::isInstance)
            .map(TopologyDescription.Processor.class::cast)
            .flatMap(processor -> processor.stores().stream())
            .collect(Collectors.toSet());

    assertThat(Arrays.stream(StateStore.values()).map(StateStore::storeName))
        .containsExactlyInAnyOrderElementsOf(stores);
  }

  @Test
  void theTopologyHasOnePartAndSoNoRepartitionTopic() {
    assertThat(topology.describe().subtopologies()).hasSize(1);
    assertThat(topology.describe().toString()).doesNotContain("repartition");
  }
}
