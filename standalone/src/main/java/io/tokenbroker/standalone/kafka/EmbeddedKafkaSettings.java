// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.kafka;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an {@link EmbeddedKafka} runs; start from {@link #in} and change what matters. Immutable.
 *
 * @param folder where the broker keeps its data; made if it is missing; one process at a time
 * @param port where clients connect, on the loopback address; 0 to 65535, 0 takes any free one
 * @param controllerPort where the broker talks to its own controller; as {@code port}
 * @param startTimeout the longest that a start may take
 * @param closeTimeout the longest that {@link EmbeddedKafka#close} waits
 */
public record EmbeddedKafkaSettings(
    Path folder, int port, int controllerPort, Duration startTimeout, Duration closeTimeout) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a port is outside its range or both are the same
   */
  public EmbeddedKafkaSettings {
    requirePort("port", port);
    requirePort("controllerPort", controllerPort);
    if (port != 0 && port == controllerPort) {
      throw new IllegalArgumentException("port and controllerPort are both " + port);
    }
  }

  /** A broker on free ports that has 30 s to start and 10 s to stop. */
  public static EmbeddedKafkaSettings in(Path folder) {
    return new EmbeddedKafkaSettings(folder, 0, 0, Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  public EmbeddedKafkaSettings withPort(int newPort) {
    return new EmbeddedKafkaSettings(folder, newPort, controllerPort, startTimeout, closeTimeout);
  }

  public EmbeddedKafkaSettings withControllerPort(int newPort) {
    return new EmbeddedKafkaSettings(folder, port, newPort, startTimeout, closeTimeout);
  }

  public EmbeddedKafkaSettings withStartTimeout(Duration timeout) {
    return new EmbeddedKafkaSettings(folder, port, controllerPort, timeout, closeTimeout);
  }

  public EmbeddedKafkaSettings withCloseTimeout(Duration timeout) {
    return new EmbeddedKafkaSettings(folder, port, controllerPort, startTimeout, timeout);
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " must be 0 to 65535 but is " + port);
    }
  }
}
