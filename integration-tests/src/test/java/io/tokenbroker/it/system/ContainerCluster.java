// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.it.container.KafkaContainer;
import java.nio.file.Path;

/** Kafka in a container. */
final class ContainerCluster implements TestCluster {
  private final KafkaContainer kafka;

  private ContainerCluster(KafkaContainer kafka) {
    this.kafka = kafka;
  }

  static ContainerCluster start(Path folder) {
    return new ContainerCluster(KafkaContainer.start(folder));
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public void stop() {
    kafka.stop();
  }

  @Override
  public void restart() {
    kafka.restart();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
