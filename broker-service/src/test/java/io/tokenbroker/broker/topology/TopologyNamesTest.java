// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Internal names are an interface: a changed one loses the state that stands under the old. */
class TopologyNamesTest {
  private static final class Silent implements Processor<String, byte[], String, byte[]> {
    @Override
    public void process(Record<String, byte[]> record) {
      throw new IllegalStateException("nothing is processed here");
    }
  }

  @Test
  void theTopologyIsTheOneThatIsWrittenDown() throws IOException {
    Topology topology = TokenBrokerTopology.build(Topics.defaults(), Silent::new);

    assertThat(topology.describe().toString().strip().lines().map(String::stripTrailing).toList())
        .isEqualTo(writtenDown().lines().toList());
  }

  private static String writtenDown() throws IOException {
    try (InputStream file =
        TopologyNamesTest.class.getResourceAsStream("/topology/description.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
