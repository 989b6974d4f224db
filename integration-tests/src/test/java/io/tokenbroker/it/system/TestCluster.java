// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.it.container.Containers;
import java.nio.file.Path;

/**
 * The Kafka of a test, one broker without security: in this JVM, or in a container with {@code
 * -Pcontainers}. Its data are in a folder of the test's.
 */
public sealed interface TestCluster extends AutoCloseable
    permits EmbeddedCluster, ContainerCluster {
  /** Starts one that is empty if the folder is; it answers when this returns. */
  static TestCluster start(Path folder) {
    return Containers.wanted() ? ContainerCluster.start(folder) : EmbeddedCluster.start(folder);
  }

  String bootstrapServers();

  /** Stops it, under all that is connected to it. */
  void stop();

  /** Starts it again where it was, at the same address. */
  void restart();

  @Override
  void close();
}
