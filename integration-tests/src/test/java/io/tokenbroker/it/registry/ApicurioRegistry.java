// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.registry;

import io.tokenbroker.it.container.Containers;
import io.tokenbroker.it.container.RegistryContainer;
import java.net.URI;
import java.nio.file.Path;

/**
 * Apicurio's registry: a process of its own, or a container with {@code -Pcontainers}. It keeps
 * nothing when it ends.
 */
public sealed interface ApicurioRegistry extends AutoCloseable
    permits RegistryProcess, ApicurioRegistry.InContainer {
  /**
   * Starts an empty registry and waits until it answers.
   *
   * @param folder for its log
   */
  static ApicurioRegistry start(Path folder) {
    return Containers.wanted()
        ? new InContainer(RegistryContainer.start())
        : RegistryProcess.start(folder);
  }

  /** The base URL of its Confluent API. */
  URI url();

  /** SIGKILL. */
  void kill();

  @Override
  void close();

  /** A registry in a container. */
  record InContainer(RegistryContainer container) implements ApicurioRegistry {
    @Override
    public URI url() {
      return container.url();
    }

    @Override
    public void kill() {
      container.close();
    }

    @Override
    public void close() {
      container.close();
    }
  }
}
