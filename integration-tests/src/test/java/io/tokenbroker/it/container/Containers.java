// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.container;

import java.util.Locale;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * Whether tests use containers, and of which images. {@code -Pcontainers} sets {@code
 * containers=true}; an image is another with {@code -Dcontainers.kafka.image=...}, {@code
 * containers.registry.image}, {@code containers.provider.image}.
 */
public final class Containers {
  private static final String WANTED = "containers";
  private static final String NO_ENGINE =
      "skipped: -Pcontainers is set, and no container engine answers (is DOCKER_HOST right?)";

  private Containers() {}

  /** The images, each with the version that the rest of the repository is tested with. */
  public enum Image {
    KAFKA("apache/kafka:4.3.1"),
    REGISTRY("apicurio/apicurio-registry:3.0.9"),
    PROVIDER("tokenbroker/demo:0.1.0");

    private final String usual;

    Image(String usual) {
      this.usual = usual;
    }

    DockerImageName imageName() {
      String property = "containers." + name().toLowerCase(Locale.ROOT) + ".image";
      String given = System.getProperty(property, "");
      return DockerImageName.parse(given.isBlank() ? usual : given);
    }
  }

  /**
   * Whether what a test needs is to come from a container.
   *
   * @throws TestAbortedException if it is, and there is no container engine: the test is skipped
   */
  public static boolean wanted() {
    if (!Boolean.getBoolean(WANTED)) {
      return false;
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      System.err.println(NO_ENGINE);
      throw new TestAbortedException(NO_ENGINE);
    }
    return true;
  }
}
