// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.container;

import java.net.URI;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A schema registry in a container, empty at its start. */
public final class RegistryContainer implements AutoCloseable {
  private static final int PORT = 8080;
  private static final String API = "/apis/ccompat/v7";
  private static final Duration START_WAIT = Duration.ofMinutes(2);

  private final GenericContainer<?> container;
  private final URI url;

  private RegistryContainer(GenericContainer<?> container) {
    this.container = container;
    this.url =
        URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT) + API);
  }

  /** Starts a registry; it answers when this returns. */
  public static RegistryContainer start() {
    GenericContainer<?> container =
        new GenericContainer<>(Containers.Image.REGISTRY.imageName())
            .withExposedPorts(PORT)
            .waitingFor(
                Wait.forHttp(API + "/subjects").forPort(PORT).withStartupTimeout(START_WAIT));
    try {
      container.start();
      return new RegistryContainer(container);
    } catch (RuntimeException e) {
      container.stop();
      throw e;
    }
  }

  /** The base URL of its Confluent API. */
  public URI url() {
    return url;
  }

  /** SIGKILL. */
  @Override
  public void close() {
    container.stop();
  }
}
