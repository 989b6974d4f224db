// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.it.port.FreePort;
import io.tokenbroker.standalone.kafka.EmbeddedKafka;
import io.tokenbroker.standalone.kafka.EmbeddedKafkaSettings;
import java.nio.file.Path;

/** Kafka in this JVM, at a port that nobody takes while it is stopped. */
final class EmbeddedCluster implements TestCluster {
  private final Path folder;
  private EmbeddedKafka kafka;

  private EmbeddedCluster(Path folder, EmbeddedKafka kafka) {
    this.folder = folder;
    this.kafka = kafka;
  }

  static EmbeddedCluster start(Path folder) {
    return new EmbeddedCluster(
        folder, EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder).withPort(FreePort.next())));
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public void stop() {
    kafka.close();
  }

  @Override
  public void restart() {
    kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.in(folder).withPort(kafka.port()));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
